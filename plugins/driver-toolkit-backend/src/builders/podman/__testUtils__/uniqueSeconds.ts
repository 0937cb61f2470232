/** A unique duration for `sleep`, to recognize the process. */
export function uniqueSeconds(prefix: string): string {
  return `${prefix}${Date.now() % 1_000_000}`;
}
