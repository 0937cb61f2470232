import { parseImageReference } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/**
 * Registry and repository of an image reference, in one form for all ways to
 * write a registry's name: without case and its usual port.
 *
 * @throws InputError on what is not an image reference
 */
export function imageNameOf(reference: string): string {
  const { registry, repository } = parseImageReference(reference);
  return `${registry.toLowerCase().replace(/:443$/, '')}/${repository}`;
}
