import { ServiceUnavailableError } from '@backstage/errors';
import { parseManifest } from '../manifests';
import { DOCKER_MANIFEST, OCI_MANIFEST } from '../mediaTypes';
import type { ManifestHead, RegistryClient } from '../RegistryClient';
import { findListed } from '../tags/findListed';

/** Depth limit of nested lists. */
const MAX_DEPTH = 3;

/** A tag's content. */
export interface TagContents {
  digest: string;
  /**
   * Digests of all parts of the manifest list, including nested ones; empty for
   * an image.
   */
  parts: ReadonlySet<string>;
}

/**
 * The current content of each tag; tags removed meanwhile are left out.
 *
 * @throws the registry's error if it gives no answer for a tag, or contradicts
 * itself
 */
export async function readTagContents(
  client: RegistryClient,
  tags: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, TagContents>> {
  const entries = await Promise.all(
    tags.map(async (tag): Promise<[string, TagContents][]> => {
      const head = await client.headManifest(tag, signal);
      if (!head) {
        return [];
      }
      const parts = new Set<string>();
      await addParts(client, head, parts, signal);
      return [[tag, { digest: head.digest, parts }]];
    }),
  );
  const contents = new Map(entries.flat());
  const [contradictory] = await findListed(
    client,
    tags.filter(tag => !contents.has(tag)),
    signal,
  );
  if (contradictory !== undefined) {
    throw new ServiceUnavailableError(
      `The tag ${contradictory} is listed, but the registry says that it does not exist; delete it in the registry first`,
    );
  }
  return contents;
}

async function addParts(
  client: RegistryClient,
  { digest, mediaType }: ManifestHead,
  parts: Set<string>,
  signal: AbortSignal,
  depth = 1,
): Promise<void> {
  const isImage = mediaType === OCI_MANIFEST || mediaType === DOCKER_MANIFEST;
  if (isImage || depth > MAX_DEPTH) {
    return;
  }
  const found = await client.getManifest(digest, signal);
  if (!found && depth === 1) {
    throw new ServiceUnavailableError(
      `The parts of a tag's manifest ${digest} are unknown: the registry says that it does not exist`,
    );
  }
  const parsed = found && parseManifest(found.content, digest);
  for (const part of parsed && 'index' in parsed
    ? parsed.index.manifests
    : []) {
    if (!parts.has(part.digest)) {
      parts.add(part.digest);
      await addParts(client, part, parts, signal, depth + 1);
    }
  }
}
