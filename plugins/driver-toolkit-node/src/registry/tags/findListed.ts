import type { RegistryClient } from '../RegistryClient';

/**
 * Those of some tags that a repository lists now. A tag that is said not to be
 * there although it was listed has gone meanwhile, or the registry contradicts
 * itself.
 */
export async function findListed(
  client: RegistryClient,
  tags: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  if (tags.length === 0) {
    return [];
  }
  const list = await client.listTags(signal);
  const listed = new Set(list?.tags);
  return tags.filter(tag => listed.has(tag));
}
