import { filePath } from '../fields/filePath';
import { knownKeys } from '../fields/knownKeys';

/**
 * The key for signing pushed images. Values under this key never appear in a
 * message.
 */
export const signing = knownKeys({
  keyFile: filePath('the path of a private key in PEM'),
  passphraseFile: filePath(
    'the path of a file that holds the passphrase of the key',
  ).optional(),
});
