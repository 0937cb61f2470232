import type {
  Kernel,
  Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useCallback, useState } from 'react';
import { variantsOf } from '../kernels/kernelFlavours';

/** What to build a driver for. */
export interface FlavourChoice {
  kernel?: Kernel;
  /** If undefined, the backend chooses: it knows its builders. */
  architecture?: string;
  variant?: Variant;
}

/**
 * The kernel, architecture and variant to build for. Default: the preferred
 * kernel and its default variant.
 */
export function useFlavourChoice(
  preferred: Kernel | undefined,
): FlavourChoice & { choose: (change: FlavourChoice) => void } {
  const [choice, setChoice] = useState<FlavourChoice>({});

  const choose = useCallback((change: FlavourChoice) => {
    setChoice(previous =>
      'kernel' in change
        ? // The new kernel may lack the chosen architecture and variant.
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
