/** A URL for a message: without its query, where signatures and tokens travel. */
export function describeUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
