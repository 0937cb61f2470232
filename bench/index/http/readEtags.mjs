/**
 * Reads the ETags of a catalog's entities.
 *
 * @param {(path: string) => Promise<any>} get reads a path of the backend's API
 * @returns {Promise<Map<string, string>>} by entity reference
 */
export async function readEtags(get) {
  const found = new Map();
  let cursor;
  do {
    const { items, pageInfo } = await get(
      `/catalog/entities/by-query?${
        cursor ? `cursor=${encodeURIComponent(cursor)}&` : ''
      }limit=1000&fields=kind,metadata.namespace,metadata.name,metadata.uid,metadata.etag`,
    );
    for (const { kind, metadata } of items) {
      const { namespace = 'default', name, uid, etag } = metadata;
      found.set(
        `${kind}:${namespace}/${name}`.toLocaleLowerCase('en-US'),
        `${uid} ${etag}`,
      );
    }
    cursor = pageInfo.nextCursor;
  } while (cursor);
  return found;
}
