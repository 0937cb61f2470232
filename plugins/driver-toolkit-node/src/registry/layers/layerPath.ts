const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/**
 * An entry's path in the image's file system: relative, without `.`.
 *
 * @returns undefined for a path with `..`, which no real layer has and which
 * never names the wanted file.
 */
export function normalizeLayerPath(path: string): string | undefined {
  const parts = path.split('/').filter(part => part !== '' && part !== '.');
  return parts.includes('..') ? undefined : parts.join('/');
}

/**
 * The entries with which a layer removes a file of the layers below: a whiteout
 * of it or of a folder above it, or an opaque folder (image-spec, "Whiteouts").
 */
export function whiteoutsOf(path: string): ReadonlySet<string> {
  const names = new Set([OPAQUE]);
  const parents: string[] = [];
  for (const part of path.split('/')) {
    names.add([...parents, `${WHITEOUT}${part}`].join('/'));
    parents.push(part);
    names.add([...parents, OPAQUE].join('/'));
  }
  return names;
}

/** The folders above a file. */
export function foldersOf(path: string): ReadonlySet<string> {
  const parts = path.split('/').slice(0, -1);
  return new Set(parts.map((_, index) => parts.slice(0, index + 1).join('/')));
}
