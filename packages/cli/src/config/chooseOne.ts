import { InputError } from '@backstage/errors';
import { chooseEntries } from './chooseEntries';

/**
 * The configured entry that was asked for, or the only one there is.
 *
 * @param what - What the entries are, such as `kernel source`
 * @param option - What the user chooses one by, such as `--source`
 * @throws InputError naming the entries there are
 */
export function chooseOne<TEntry extends { id: string }>(
  entries: TEntry[],
  id: string | undefined,
  { what, option }: { what: string; option: string },
): TEntry {
  const [first, ...others] = chooseEntries(entries, id, what);
  if (others.length > 0) {
    throw new InputError(
      `There is more than one ${what}: choose with ${option} among ${entries
        .map(entry => entry.id)
        .join(', ')}.`,
    );
  }
  return first;
}
