import type { RegistryClient } from '../RegistryClient';

/**
 * The given tags that a repository lists now. If the registry reports a listed
 * tag as missing, the tag was removed meanwhile, or the registry contradicts
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
