import { filePath } from '../fields/filePath';
import { knownKeys } from '../fields/knownKeys';

/** What pushed images are signed with. Values under this key never reach a message. */
export const signing = knownKeys({
  keyFile: filePath('the path of a private key in PEM'),
  passphraseFile: filePath(
    'the path of a file that holds the passphrase of the key',
  ).optional(),
});
