import { InputError } from '@backstage/errors';
import {
  type Variant,
  VARIANTS,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** The image that an action's input requests. */
export interface ImageRequest {
  source: string;
  /** version-release. */
  kernel: string;
  /** Undefined means the first repository that has the image. */
  repository?: string;
  /** RPM name. */
  architecture: string;
  variant: Variant;
}

/** The action's input in templates. */
export interface ResolveImageInput {
  source?: string;
  kernel: string;
  repository?: string;
  architecture?: string;
  variant?: string;
}

/**
 * Parses the action's input. The kernel may include its source:
 * `<source>/<version-release>`, like in the annotation `driver-toolkit/kernel`.
 *
 * @throws InputError if the source is missing or contradictory, or the variant
 * is invalid.
 */
export function readImageRequest(input: ResolveImageInput): ImageRequest {
  const { repository, architecture = 'x86_64' } = input;
  const variant = readVariant(input.variant) ?? 'default';
  return { ...readKernel(input), repository, architecture, variant };
}

/**
 * Parses a kernel, which may include its source.
 *
 * @throws InputError if the source is missing or contradictory
 */
export function readKernel(input: { source?: string; kernel: string }): {
  source: string;
  kernel: string;
} {
  const cut = input.kernel.indexOf('/');
  const source = cut < 0 ? input.source : input.kernel.slice(0, cut);
  const kernel = input.kernel.slice(cut + 1);
  if (!source || !kernel) {
    throw new InputError(
      `'${input.kernel}' does not say which kernel of which source; give the kernel as <source>/<version-release>, such as centos-stream-9/5.14.0-391.el9, or the source as a separate input`,
    );
  }
  if (input.source && input.source !== source) {
    throw new InputError(
      `The kernel '${input.kernel}' is not one of the source '${input.source}'`,
    );
  }
  return { source, kernel };
}

/** @throws InputError if there is no such variant */
export function readVariant(name: string | undefined): Variant | undefined {
  const variant = VARIANTS.find(known => known === name);
  if (name !== undefined && !variant) {
    throw new InputError(
      `'${name}' is not a kernel variant; it is one of ${VARIANTS.join(', ')}`,
    );
  }
  return variant;
}
