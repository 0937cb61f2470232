/**
 * Removes control characters of a terminal: some text comes from registries and
 * mirrors.
 */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\ufffd');
}
