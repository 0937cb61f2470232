import { InputError } from '@backstage/errors';

/**
 * The requested configuration entry, or all of them.
 *
 * @param what - The kind of entries, such as `kernel source`
 * @throws InputError that names the configured entries
 */
export function chooseEntries<TEntry extends { id: string }>(
  entries: TEntry[],
  id: string | undefined,
  what: string,
): TEntry[] {
  if (entries.length === 0) {
    throw new InputError(`The configuration names no ${what}.`);
  }
  const chosen = entries.filter(entry => id === undefined || entry.id === id);
  if (chosen.length === 0) {
    throw new InputError(
      `There is no ${what} '${id}'; configured are: ${entries
        .map(entry => entry.id)
        .join(', ')}.`,
    );
  }
  return chosen;
}
