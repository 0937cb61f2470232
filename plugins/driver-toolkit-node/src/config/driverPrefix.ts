const PLACEHOLDER = /\{(namespace|name)\}/g;
/** One part of a repository's name, or a piece of one. */
const PIECE = '[a-z0-9]+(?:[._-]+[a-z0-9]+)*';

/**
 * Puts an entity into a `driverToolkit.drivers.repositories[].prefix` that is a
 * template, such as `registry.example.com/drivers/{namespace}/{name}`.
 *
 * @returns the prefix of the entity's images; the same one for each entity where
 * it is no template
 * @public
 */
export function expandDriverPrefix(
  prefix: string,
  entity: { namespace: string; name: string },
): string {
  return prefix.replace(PLACEHOLDER, (_, key: 'namespace' | 'name') =>
    // Entities ignore case, and images have none.
    entity[key].toLocaleLowerCase('en-US'),
  );
}

/**
 * The beginning of an image's name that is, or could be an entity's, prefix.
 *
 * @param image - registry and repository
 * @returns undefined where the image does not lie under the prefix and is not
 * called like it
 * @public
 */
export function matchDriverPrefix(
  prefix: string,
  image: string,
): string | undefined {
  const pattern = prefix
    .split(PLACEHOLDER)
    // The pieces between placeholders, and the names of these in between.
    .map((piece, i) => (i % 2 === 0 ? escape(piece) : PIECE))
    .join('');
  return new RegExp(`^(${pattern})(?:/|$)`).exec(image)?.[1];
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
