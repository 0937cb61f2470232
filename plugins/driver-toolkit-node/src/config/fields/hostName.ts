import { isIP } from 'node:net';
import { z } from 'zod';

const ALLOWED =
  "a host name without scheme, port and path, such as 'storage.example.com'";
const NAME =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/**
 * A host in the form of URLs: a name in lower case, or an address, IPv6 in
 * brackets.
 */
export const hostName = z
  .string(ALLOWED)
  .trim()
  .toLowerCase()
  .refine(
    value => NAME.test(value) || isIP(value.replace(/^\[(.*)\]$/, '$1')) === 6,
    ALLOWED,
  )
  .transform(value => (isIP(value) === 6 ? `[${value}]` : value));
