import { access } from 'node:fs/promises';

/** Where Debian, its multi-arch form and Fedora have it. */
const PLACES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
];

/** The library of SoftHSM, a token in software. */
export async function findSoftHsm(): Promise<string> {
  for (const path of PLACES) {
    if (
      await access(path)
        .then(() => true)
        .catch(() => false)
    ) {
      return path;
    }
  }
  throw new Error(
    'This test needs SoftHSM; `npm test` installs it (softhsm2 on Debian, softhsm on Fedora).',
  );
}
