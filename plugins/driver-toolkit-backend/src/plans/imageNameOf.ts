import { parseImageReference } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/**
 * Registry and repository of an image reference, normalized: the registry in
 * lower case and without its default port.
 *
 * @throws InputError if `reference` is not an image reference
 */
export function imageNameOf(reference: string): string {
  const { registry, repository } = parseImageReference(reference);
  return `${registry.toLowerCase().replace(/:443$/, '')}/${repository}`;
}
