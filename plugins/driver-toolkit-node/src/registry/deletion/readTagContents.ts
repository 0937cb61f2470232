import { ServiceUnavailableError } from '@backstage/errors';
import { parseManifest } from '../manifests';
import { DOCKER_MANIFEST, OCI_MANIFEST } from '../mediaTypes';
import type { ManifestHead, RegistryClient } from '../RegistryClient';
import { findListed } from '../tags/findListed';

/** Lists within lists that are followed. */
const MAX_DEPTH = 3;

/** What a tag names. */
export interface TagContents {
  digest: string;
  /** Of everything that the manifest list has, lists in it included; empty for an image. */
  parts: ReadonlySet<string>;
}

/**
 * What each tag names now; tags that are gone meanwhile are left out.
 *
 * @throws the registry's error where it does not say of some tag, or
 * contradicts itself
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
      `The tag ${contradictory} is listed, but the registry says that it is not there; delete it there first`,
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
      `What the manifest ${digest} of a tag needs is unknown: the registry says that it is not there`,
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
