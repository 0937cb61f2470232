import { readSmallFile } from './readSmallFile';
import type { SigningEntry } from './SigningEntry';

/**
 * Reads the current passphrase of a key from its file; undefined if none is
 * configured.
 *
 * @param options - as of {@link readSmallFile}
 * @throws InputError if the file cannot be read
 */
export async function readPassphrase(
  { passphraseFile, place }: Partial<SigningEntry> & { place: string },
  options: { isPrivate?: boolean } = {},
): Promise<string | undefined> {
  if (passphraseFile === undefined) {
    return undefined;
  }
  const content = await readSmallFile(
    passphraseFile,
    `${place}.passphraseFile`,
    options,
  );
  // Editors end files with a line break, which is not part of the passphrase.
  return content.toString().replace(/\r?\n$/, '');
}
