import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

const MAX_LENGTH = 63;
const HASH_LENGTH = 20;
const HASHED = /(?:^|-)[0-9a-f]{20}$/;

// The catalog's grammar for names, without upper case and, after the first
// part, without the joining hyphen.
const FIRST_PART = /^[a-z0-9]+(?:[-_.][a-z0-9]+)*$/;
const LATER_PART = /^[a-z0-9]+(?:[_.][a-z0-9]+)*$/;

/**
 * A catalog entity name for these parts: their join with `-` if it can be split
 * again, and otherwise a readable form that ends in a hash of them.
 *
 * @remarks
 * Two different lists of the same number of parts never have equal names, even
 * in the catalog, whose references ignore case:
 *
 * - a plain join has only lower case, and only its first part may contain a
 *   hyphen, so splitting from the right gives the parts again;
 * - every other name ends in 80 bits of the SHA-256 of the parts;
 * - a plain join that looks like it ends in a hash is hashed, too, so the two
 *   kinds never collide.
 *
 * At most 63 characters of the grammar that `KubernetesValidatorFunctions` of
 * `@backstage/catalog-model` checks.
 *
 * @public
 */
export function entityName(...parts: string[]): string {
  const [first = '', ...rest] = parts;
  const plain = parts.join('-');
  const readable =
    FIRST_PART.test(first) &&
    rest.every(part => LATER_PART.test(part)) &&
    plain.length <= MAX_LENGTH &&
    !HASHED.test(plain);
  return readable ? plain : hashedEntityName(...parts);
}

/** {@link entityName} of parts whose plain join must not be used. */
export function hashedEntityName(...parts: string[]): string {
  const digest = sha256(utf8ToBytes(JSON.stringify(parts)));
  const hash = bytesToHex(digest).slice(0, HASH_LENGTH);
  const words = parts
    .join('-')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/[._-]{2,}/g, '-')
    .slice(0, MAX_LENGTH - HASH_LENGTH - 1)
    .replace(/^[._-]+|[._-]+$/g, '');
  return words ? `${words}-${hash}` : hash;
}
