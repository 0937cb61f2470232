import { z } from 'zod';
import { filePath } from '../fields/filePath';
import { identifier } from '../fields/identifier';
import { knownKeys } from '../fields/knownKeys';
import { repositoryPrefix } from '../fields/repositoryPrefix';
import { text } from '../fields/text';

const HASHES = ['sha256', 'sha384', 'sha512'] as const;
const PKCS11_URI =
  "the PKCS #11 URI of a private key, such as 'pkcs11:token=modules;object=2026', without a PIN, which belongs in pinFile";
const ENTITY = "a full entity reference, such as 'component:default/acme'";
const KEYS =
  'a list of key names, of which the first signs and the others are still trusted';

const pkcs11 = knownKeys({
  uri: text(PKCS11_URI).refine(
    value =>
      /^pkcs11:[^\s]+$/.test(value) && !/pin-(value|source)=/i.test(value),
    PKCS11_URI,
  ),
  library: filePath('the path of a PKCS #11 library').optional(),
  pinFile: filePath(
    'the path of a file that holds the PIN of the token',
  ).optional(),
});

const key = knownKeys({
  name: identifier,
  certificateFile: filePath('the path of a certificate in PEM or DER'),
  keyFile: filePath('the path of a private key in PEM').optional(),
  passphraseFile: filePath(
    'the path of a file that holds the passphrase of the key',
  ).optional(),
  pkcs11: pkcs11.optional(),
  hash: z.enum(HASHES, HASHES.join(' or ')).default('sha256'),
})
  .refine(({ keyFile, pkcs11: token }) => !(keyFile && token), {
    path: ['pkcs11'],
    message: 'left out if keyFile is set: use one of the two',
  })
  .refine(({ keyFile, passphraseFile }) => keyFile || !passphraseFile, {
    path: ['passphraseFile'],
    message:
      'left out without keyFile; the PIN of a token is in pkcs11.pinFile',
  });

const driver = knownKeys({
  repository: repositoryPrefix,
  entity: z
    .string(ENTITY)
    .regex(/^[a-z][a-z0-9-]*:[\w.-]+\/[\w.-]+$/i, ENTITY)
    .transform(value => value.toLowerCase())
    .optional(),
  keys: z.array(identifier, KEYS).min(1, KEYS),
});

/** Keys for signing kernel modules, and the drivers that get them. */
export const moduleSigning = knownKeys({
  keys: z.array(key, 'a list of keys for modules').default([]),
  drivers: z
    .array(driver, 'a list of drivers whose modules are signed')
    .default([]),
});
