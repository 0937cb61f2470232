import { printableText } from './printableText';

const MAX_LENGTH = 1000;

/**
 * A URL for a message, without its user and query, which may contain passwords,
 * signatures and tokens.
 */
export function describeUrl({ protocol, host, pathname }: URL): string {
  return printableText(`${protocol}//${host}${pathname}`, MAX_LENGTH);
}
