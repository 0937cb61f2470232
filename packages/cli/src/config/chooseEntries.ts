import { InputError } from '@backstage/errors';

/**
 * The configured entry that was asked for, or all of them.
 *
 * @param what - What the entries are, such as `kernel source`
 * @throws InputError naming the entries there are
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
