import { InputError } from '@backstage/errors';
import {
  type Variant,
  VARIANTS,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Which image an action's input asks for. */
export interface ImageRequest {
  source: string;
  /** version-release. */
  kernel: string;
  /** Undefined for the first repository that has the image. */
  repository?: string;
  /** RPM name. */
  architecture: string;
  variant: Variant;
}

/** The action's input as templates write it. */
export interface ResolveImageInput {
  source?: string;
  kernel: string;
  repository?: string;
  architecture?: string;
  variant?: string;
}

/**
 * Reads the action's input, where the kernel may bring its source along:
 * `<source>/<version-release>`, as the annotation `driver-toolkit/kernel` has it.
 *
 * @throws InputError where the source is missing, named twice or the variant is none.
 */
export function readImageRequest(input: ResolveImageInput): ImageRequest {
  const { repository, architecture = 'x86_64' } = input;
  const cut = input.kernel.indexOf('/');
  const source = cut < 0 ? input.source : input.kernel.slice(0, cut);
  const kernel = input.kernel.slice(cut + 1);
  if (!source || !kernel) {
    throw new InputError(
      `'${input.kernel}' does not say which kernel of which source; give the kernel as <source>/<version-release>, such as centos-stream-9/5.14.0-391.el9, or the source as an input of its own`,
    );
  }
  if (input.source && input.source !== source) {
    throw new InputError(
      `The kernel '${input.kernel}' is not one of the source '${input.source}'`,
    );
  }
  const variant = VARIANTS.find(v => v === (input.variant ?? 'default'));
  if (!variant) {
    throw new InputError(
      `'${input.variant}' is not a kernel variant; it is one of ${VARIANTS.join(
        ', ',
      )}`,
    );
  }
  return { source, kernel, repository, architecture, variant };
}
