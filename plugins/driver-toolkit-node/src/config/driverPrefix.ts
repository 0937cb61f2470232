const PLACEHOLDER = /\{(namespace|name)\}/g;
/** One part of a repository's name, or a piece of one. */
const PIECE = '[a-z0-9]+(?:[._-]+[a-z0-9]+)*';

/**
 * Inserts an entity into a `driverToolkit.drivers.repositories[].prefix` that
 * is a template, such as `registry.example.com/drivers/{namespace}/{name}`.
 *
 * @returns the prefix of the entity's images; if it is no template, the same
 * for each entity
 * @public
 */
export function expandDriverPrefix(
  prefix: string,
  entity: { namespace: string; name: string },
): string {
  return prefix.replace(PLACEHOLDER, (_, key: 'namespace' | 'name') =>
    // Entities ignore case, and images have only lower case.
    entity[key].toLocaleLowerCase('en-US'),
  );
}

/**
 * The beginning of an image's name that matches a prefix, or could match it for
 * some entity.
 *
 * @param image - registry and repository
 * @returns undefined if the image neither equals the prefix nor is under it
 * @public
 */
export function matchDriverPrefix(
  prefix: string,
  image: string,
): string | undefined {
  const pattern = prefix
    .split(PLACEHOLDER)
    // The pieces between placeholders, alternating with the placeholders'
    // names.
    .map((piece, i) => (i % 2 === 0 ? escape(piece) : PIECE))
    .join('');
  return new RegExp(`^(${pattern})(?:/|$)`).exec(image)?.[1];
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
