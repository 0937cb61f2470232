import { readSmallFile } from './readSmallFile';
import type { SigningEntry } from './SigningEntry';

/**
 * The passphrase of a key, as its file has it now; undefined where the
 * configuration names none.
 *
 * @throws InputError where the file cannot be read
 */
export async function readPassphrase({
  passphraseFile,
  place,
}: SigningEntry): Promise<string | undefined> {
  if (passphraseFile === undefined) {
    return undefined;
  }
  const content = await readSmallFile(
    passphraseFile,
    `${place}.passphraseFile`,
  );
  // Editors end files with a line break, which is no part of it.
  return content.replace(/\r?\n$/, '');
}
