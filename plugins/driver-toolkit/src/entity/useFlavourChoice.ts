import type {
  Kernel,
  Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useCallback, useState } from 'react';
import { formatKernelId, type KernelId } from '../api/kernelId';
import { variantsOf } from '../kernels/kernelFlavours';

/** What a driver is to be built for. */
export interface FlavourChoice {
  kernel?: Kernel;
  /** Left to the backend, which knows its builders, where undefined. */
  architecture?: string;
  variant?: Variant;
}

/**
 * A kernel, architecture and variant to build for: at first the preferred
 * kernel, and the default variant of whatever kernel is chosen.
 */
export function useFlavourChoice(
  kernels: Kernel[],
  preferred: KernelId | undefined,
): FlavourChoice & { choose: (change: FlavourChoice) => void } {
  const [choice, setChoice] = useState<{
    kernelId?: string;
    architecture?: string;
    variant?: Variant;
  }>({ kernelId: preferred && formatKernelId(preferred) });

  const choose = useCallback((change: FlavourChoice) => {
    setChoice(previous =>
      'kernel' in change
        ? // Another kernel may lack what was chosen for the one before.
          { kernelId: change.kernel && formatKernelId(change.kernel) }
        : { ...previous, ...change },
    );
  }, []);

  const kernel = kernels.find(item => formatKernelId(item) === choice.kernelId);
  const { architecture } = choice;
  const variants = kernel ? variantsOf(kernel, architecture) : [];
  const variant =
    variants.find(item => item === choice.variant) ??
    variants.find(item => item === 'default') ??
    variants[0];
  return { kernel, architecture, variant, choose };
}
