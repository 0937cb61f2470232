import { InputError } from '@backstage/errors';
import {
  parseKernelRange,
  type SupportedKernels,
  type Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ParsedDriverFile } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/**
 * Makes sure that a driver supports a kernel.
 *
 * @throws InputError that names the line of `driver.yaml` that excludes it
 */
export function requireSupportedKernel(
  entityRef: string,
  { driver: { kernels = {} }, placeOf }: ParsedDriverFile,
  asked: {
    source: string;
    /** version-release */
    kernel: string;
    variant: Variant;
    /** RPM names, of which one is enough. */
    architectures: string[];
  },
): void {
  const { source, kernel, variant, architectures } = asked;
  const refuse = (key: keyof SupportedKernels, what: string, only: string) =>
    new InputError(
      `${entityRef} does not support ${what}: it supports ${only} only (kernels.${key}, ${placeOf(
        'kernels',
        key,
      )}).`,
    );
  if (kernels.sources && !kernels.sources.includes(source)) {
    throw refuse(
      'sources',
      `kernels of source '${source}'`,
      kernels.sources.join(', '),
    );
  }
  if (kernels.range !== undefined && !parseKernelRange(kernels.range)(kernel)) {
    throw refuse('range', `kernel ${kernel}`, kernels.range);
  }
  if (kernels.variants && !kernels.variants.includes(variant)) {
    throw refuse('variants', `${variant} kernels`, kernels.variants.join(', '));
  }
  const supported = kernels.architectures;
  if (
    supported &&
    architectures.length > 0 &&
    !architectures.some(name => supported.includes(name))
  ) {
    throw refuse(
      'architectures',
      architectures.join(' or '),
      supported.join(', '),
    );
  }
}
