import type {
  Kernel,
  Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useCallback, useState } from 'react';
import { formatKernelId, type KernelId } from '../kernels/kernelId';
import { architecturesOf, variantsOf } from '../kernels/kernelFlavours';

/** What a driver is to be built for. */
export interface FlavourChoice {
  kernel?: Kernel;
  architecture?: string;
  variant?: Variant;
}

/**
 * A kernel, architecture and variant to build for: by default the preferred
 * kernel, and where a kernel leaves a choice, its first.
 */
export function useFlavourChoice(
  kernels: Kernel[],
  preferred: KernelId | undefined,
): FlavourChoice & { choose: (change: FlavourChoice) => void } {
  const [choice, setChoice] = useState<FlavourChoice>(() => ({
    kernel:
      preferred &&
      kernels.find(item => formatKernelId(item) === formatKernelId(preferred)),
  }));
  const choose = useCallback(
    (change: FlavourChoice) =>
      // Another kernel or architecture may lack what was chosen below it.
      setChoice(previous =>
        'kernel' in change ? change : { ...previous, ...change },
      ),
    [],
  );
  const { kernel } = choice;
  if (!kernel) {
    return { choose };
  }
  const architecture = choice.architecture ?? architecturesOf(kernel)[0];
  const variants = variantsOf(kernel, architecture);
  const variant = variants.find(item => item === choice.variant) ?? variants[0];
  return { kernel, architecture, variant, choose };
}
