import type {
  Kernel,
  Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useCallback, useState } from 'react';
import { variantsOf } from '../kernels/kernelFlavours';

/** What a driver is to be built for. */
export interface FlavourChoice {
  kernel?: Kernel;
  /** If undefined, the backend chooses: it knows its builders. */
  architecture?: string;
  variant?: Variant;
}

/**
 * A kernel, architecture and variant to build for. Without a choice, it is the
 * preferred kernel and the kernel's default variant.
 */
export function useFlavourChoice(
  preferred: Kernel | undefined,
): FlavourChoice & { choose: (change: FlavourChoice) => void } {
  const [choice, setChoice] = useState<FlavourChoice>({});

  const choose = useCallback((change: FlavourChoice) => {
    setChoice(previous =>
      'kernel' in change
        ? // Another kernel may lack the architecture and variant of the one before.
          { kernel: change.kernel }
        : { ...previous, ...change },
    );
  }, []);

  const kernel = 'kernel' in choice ? choice.kernel : preferred;
  const { architecture } = choice;
  const variants = kernel ? variantsOf(kernel, architecture) : [];
  const variant =
    variants.find(item => item === choice.variant) ??
    variants.find(item => item === 'default') ??
    variants[0];
  return { kernel, architecture, variant, choose };
}
