import { ServiceUnavailableError } from '@backstage/errors';
import type { Attempt } from './Attempt';
import type { ContentByDigest, DigestContent } from './DigestContent';
import { MAX_IMAGES, type ManifestNode } from './ManifestNode';

/** Depth limit of lists from a tag to its images. */
export const MAX_DEPTH = 2;

/**
 * The manifests of images and of all parts of their lists, level by level, so
 * that each level takes one cache lookup.
 *
 * @param roots - With the already known manifests.
 */
export async function gatherManifests(
  roots: ReadonlyMap<string, Attempt<ManifestNode> | undefined>,
  content: DigestContent,
  signal: AbortSignal,
): Promise<ContentByDigest<ManifestNode>> {
  const manifests: ContentByDigest<ManifestNode> = new Map();
  const counts = new Map<string, number>();
  for (const [digest, manifest] of roots) {
    if (manifest) {
      manifests.set(digest, manifest);
    }
  }
  let level = new Map([...roots.keys()].map(root => [root, [root]]));
  for (let depth = 0; depth <= MAX_DEPTH && level.size > 0; depth++) {
    const missing = [...level.values()]
      .flat()
      .filter(digest => !manifests.has(digest));
    for (const [digest, manifest] of await content.manifests(missing, signal)) {
      manifests.set(digest, manifest);
    }
    const next = new Map<string, string[]>();
    for (const [root, digests] of level) {
      const parts = digests.flatMap(digest => partsOf(manifests.get(digest)));
      const count = (counts.get(root) ?? 0) + parts.length;
      counts.set(root, count);
      if (count > MAX_IMAGES) {
        manifests.set(root, { error: refuse(root) });
      } else if (parts.length > 0) {
        next.set(root, parts);
      }
    }
    level = next;
  }
  return manifests;
}

function partsOf(manifest: Attempt<ManifestNode> | undefined): string[] {
  return manifest && 'value' in manifest && manifest.value.type === 'list'
    ? manifest.value.parts
        .filter(({ problem }) => problem === undefined)
        .map(({ digest }) => digest)
    : [];
}

function refuse(root: string): Error {
  return new ServiceUnavailableError(
    `The image list ${root} names more than ${MAX_IMAGES} images including its nested lists, which is refused`,
  );
}
