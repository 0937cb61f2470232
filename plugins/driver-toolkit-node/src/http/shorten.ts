/**
 * The beginning of a text that a server sent, as a copy: a part of a string
 * keeps the whole of it in memory.
 */
export function shorten(text: string, length: number): string {
  return text.length <= length
    ? text
    : Buffer.from(text.slice(0, length)).toString();
}
