import { printableText } from './printableText';

const MAX_LENGTH = 1000;

/**
 * A URL for a message: without its user and its query, where passwords,
 * signatures and tokens travel.
 */
export function describeUrl({ protocol, host, pathname }: URL): string {
  return printableText(`${protocol}//${host}${pathname}`, MAX_LENGTH);
}
