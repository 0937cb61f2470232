import { InputError } from '@backstage/errors';
import { chooseEntries } from './chooseEntries';

/**
 * The requested configuration entry, or the only one.
 *
 * @param what - The kind of entries, such as `kernel source`
 * @param option - The option that selects one, such as `--source`
 * @throws InputError that names the configured entries
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
