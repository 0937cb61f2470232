import { printableText } from './printableText';

const MAX_LENGTH = 1000;

/** A URL for a message: without its query, where signatures and tokens travel. */
export function describeUrl(url: URL): string {
  return printableText(`${url.origin}${url.pathname}`, MAX_LENGTH);
}
