import { z } from 'zod';

const ALLOWED =
  "the http or https address of a forge, or of an owner or a repository there, such as 'https://github.com/acme', with no user name, query, fragment, encoded character, or empty, '.' or '..' part";

/** The beginning of repositories' addresses: a host, perhaps with a path. */
export const sourcePrefix = z
  .string(ALLOWED)
  .trim()
  .transform(value => value.replace(/\/$/, ''))
  .refine(isPlainAddress, ALLOWED);

function isPlainAddress(value: string): boolean {
  return (
    /^https?:\/\/[^/@]+(?:\/[\p{L}\p{M}\p{N}._~+@-]+)*$/u.test(value) &&
    value.split('/').every(part => part !== '.' && part !== '..') &&
    URL.canParse(value)
  );
}
