/** A time to sleep that no other process sleeps. */
export function uniqueSeconds(prefix: string): string {
  return `${prefix}${Date.now() % 1_000_000}`;
}
