import {
  generateKeyPairSync,
  randomBytes,
  scryptSync,
  type KeyObject,
} from 'node:crypto';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';

/** A key of the curve for signing images. */
export function createTestKey(curve = 'P-256'): {
  privateKey: KeyObject;
  /** In PEM. */
  publicKey: string;
} {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: curve,
  });
  return {
    privateKey,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/**
 * Writes a key as `cosign generate-key-pair` does.
 *
 * @param options - `label`: default is that of cosign before 2.0; `cost`: small
 * by default, because tests decrypt many keys
 */
export function encryptForCosign(
  content: KeyObject | Buffer,
  passphrase: string,
  options: { label?: string; cost?: number } = {},
): string {
  const { label = 'COSIGN', cost = 1024 } = options;
  const der = Buffer.isBuffer(content)
    ? content
    : content.export({ type: 'pkcs8', format: 'der' });
  const salt = randomBytes(32);
  const nonce = randomBytes(24);
  const key = scryptSync(passphrase, salt, 32, {
    cost,
    blockSize: 8,
    parallelization: 1,
    maxmem: 256 * cost * 8,
  });
  const ciphertext = xsalsa20poly1305(key, nonce).encrypt(der);
  return inPem(label, {
    kdf: {
      name: 'scrypt',
      params: { N: cost, r: 8, p: 1 },
      salt: salt.toString('base64'),
    },
    cipher: { name: 'nacl/secretbox', nonce: nonce.toString('base64') },
    ciphertext: Buffer.from(ciphertext).toString('base64'),
  });
}

/** JSON in cosign's PEM for private keys. */
export function inPem(label: string, content: object): string {
  const body = Buffer.from(JSON.stringify(content)).toString('base64');
  const lines = body.match(/.{1,64}/g)!.join('\n');
  return `-----BEGIN ENCRYPTED ${label} PRIVATE KEY-----\n${lines}\n-----END ENCRYPTED ${label} PRIVATE KEY-----\n`;
}
