/** Reads an option that may be repeated, or have several values by commas. */
export function collect(text: string, before: string[] = []): string[] {
  return [...before, ...text.split(',').map(value => value.trim())];
}
