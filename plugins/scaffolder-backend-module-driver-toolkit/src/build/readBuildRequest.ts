import { InputError } from '@backstage/errors';
import type { BuildRequest } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { readKernel, readVariant } from '../resolveImage/ImageRequest';

/** The action's input in templates, as far as it names a build. */
export interface BuildInput {
  type: 'toolkit' | 'driver';
  entityRef?: string;
  source?: string;
  kernel: string;
  architecture?: string;
  variant?: string;
  architectures?: string[];
  repository?: string;
}

/** Inputs that the other type has. */
const ONLY: Record<BuildInput['type'], readonly (keyof BuildInput)[]> = {
  toolkit: ['architectures', 'repository'],
  driver: ['entityRef', 'architecture', 'variant'],
};

/**
 * Parses the action's input.
 *
 * @throws InputError that names what is missing, or belongs to the other type
 */
export function readBuildRequest(input: BuildInput): BuildRequest {
  const { type, entityRef } = input;
  const other = type === 'driver' ? 'toolkit' : 'driver';
  const foreign = ONLY[other].find(name => input[name] !== undefined);
  if (foreign !== undefined) {
    throw new InputError(
      `A ${type} build takes no input '${foreign}'; it is for a ${other} build.`,
    );
  }
  const kernel = readKernel(input);
  if (type === 'toolkit') {
    const { architectures, repository } = input;
    return { type, ...kernel, architectures, repository };
  }
  if (entityRef === undefined) {
    throw new InputError(
      "A driver build needs the input 'entityRef', such as component:default/acme.",
    );
  }
  const { architecture } = input;
  const variant = readVariant(input.variant);
  return { type, entityRef, ...kernel, architecture, variant };
}
