import { scrypt } from 'node:crypto';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { z } from 'zod';

const BLOCK =
  /^-----BEGIN ENCRYPTED (COSIGN|SIGSTORE) PRIVATE KEY-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END ENCRYPTED \1 PRIVATE KEY-----\s*$/m;
/** The largest cost that cosign's library supports; it takes 128 MiB. */
const MAX_COST = 131_072;
const BLOCK_SIZE = 8;
const NONCE_BYTES = 24;
const KEY_BYTES = 32;

const base64 = z.base64().transform(text => Buffer.from(text, 'base64'));

const encryptedKey = z.object({
  kdf: z.object({
    name: z.literal('scrypt'),
    params: z.object({
      N: z
        .number()
        .min(2)
        .max(MAX_COST)
        .refine(cost => Number.isInteger(Math.log2(cost))),
      r: z.literal(BLOCK_SIZE),
      p: z.literal(1),
    }),
    salt: base64,
  }),
  cipher: z.object({
    name: z.literal('nacl/secretbox'),
    nonce: base64.refine(nonce => nonce.length === NONCE_BYTES),
  }),
  ciphertext: base64,
});

/** Whether it is a key in the format of `cosign generate-key-pair`. */
export function isCosignKey(pem: string): boolean {
  return BLOCK.test(pem);
}

/**
 * Decrypts a private key in the format of `cosign generate-key-pair`
 * (go-securesystemslib's `encrypted`: scrypt and NaCl's secretbox, in JSON).
 *
 * @returns PKCS #8 in DER; undefined if the passphrase is wrong
 * @throws if it is damaged, or encrypted in an unknown way
 */
export async function decryptCosignKey(
  pem: string,
  passphrase: string,
): Promise<Buffer | undefined> {
  const [, , body] = BLOCK.exec(pem)!;
  const { kdf, cipher, ciphertext } = encryptedKey.parse(
    JSON.parse(Buffer.from(body, 'base64').toString('utf8')),
  );
  const key = await deriveKey(passphrase, kdf.salt, kdf.params.N);
  try {
    return Buffer.from(xsalsa20poly1305(key, cipher.nonce).decrypt(ciphertext));
  } catch {
    return undefined;
  }
}

function deriveKey(
  passphrase: string,
  salt: Buffer,
  cost: number,
): Promise<Buffer> {
  const options = {
    cost,
    blockSize: BLOCK_SIZE,
    parallelization: 1,
    maxmem: 2 * 128 * MAX_COST * BLOCK_SIZE,
  };
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
