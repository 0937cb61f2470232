import { formatTag } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ImageRepository } from '../registry/ImageRepository';
import type { SourceKernel } from '../sources/KernelSource';
import { architecturesOf } from './architecturesOf';
import type { TagState } from './TagState';
import { tagStateOf } from './tagStateOf';

/**
 * Looks up the tags of kernels that can be built, and no others.
 *
 * @returns the state of each, by tag
 * @public
 */
export async function lookUpTags(
  repository: Pick<ImageRepository, 'readTag'>,
  kernels: readonly SourceKernel[],
  options: { signal: AbortSignal },
): Promise<Map<string, TagState>> {
  const wanted = kernels.filter(kernel => architecturesOf(kernel).length > 0);
  const tags = [...new Set(wanted.map(({ kernel }) => formatTag(kernel)))];
  const lookups = tags.map(
    async (tag): Promise<[string, TagState]> => [
      tag,
      tagStateOf(await repository.readTag(tag, options)),
    ],
  );
  return new Map(await Promise.all(lookups));
}
