import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createTestKey,
  encryptForCosign,
  inPem,
} from './__testUtils__/createTestKey';
import { skopeoKey } from './__testUtils__/skopeoKey';
import { SigningKey } from './SigningKey';

const PLACE = 'driverToolkit.imageRepositories[0].signing';
const PASSPHRASE = 'correct horse';
const CONTENT = Buffer.from('what is signed');

describe('SigningKey', () => {
  const { privateKey, publicKey } = createTestKey();
  const cosignKey = encryptForCosign(privateKey, PASSPHRASE);
  let folder: string;
  let keyFile: string;
  let passphraseFile: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signing-key-'));
    keyFile = join(folder, 'cosign.key');
    passphraseFile = join(folder, 'passphrase');
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function read(key: string | Buffer, passphrase?: string) {
    await writeFile(keyFile, key);
    if (passphrase === undefined) {
      return SigningKey.read({ keyFile, place: PLACE });
    }
    await writeFile(passphraseFile, passphrase);
    return SigningKey.read({ keyFile, passphraseFile, place: PLACE });
  }

  /**
   * The error for a key, which must show neither paths nor contents of files.
   */
  async function problemOf(key: string | Buffer, passphrase?: string) {
    const error: Error = await read(key, passphrase).then(
      () => new Error('It was accepted.'),
      reason => reason,
    );
    expect([error.name, error.message]).toEqual(['InputError', error.message]);
    for (const secret of [folder, passphrase, key.slice(40, 60).toString()]) {
      if (secret) {
        expect(`${error.stack} ${error.cause}`).not.toContain(secret);
      }
    }
    return error.message;
  }

  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' });
  it.each<[string, string | Buffer, string | undefined]>([
    ['cosign', cosignKey, PASSPHRASE],
    [
      'cosign, with a line break after its passphrase',
      cosignKey,
      `${PASSPHRASE}\r\n`,
    ],
    [
      'cosign 2',
      encryptForCosign(privateKey, PASSPHRASE, {
        label: 'SIGSTORE',
        cost: 65_536,
      }),
      PASSPHRASE,
    ],
    [
      'cosign, without a passphrase',
      encryptForCosign(privateKey, ''),
      undefined,
    ],
    ['openssl, as PKCS #8', pkcs8, undefined],
    [
      'openssl, as encrypted PKCS #8',
      privateKey.export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: PASSPHRASE,
      }),
      PASSPHRASE,
    ],
    [
      'openssl, as SEC 1',
      privateKey.export({ type: 'sec1', format: 'pem' }),
      undefined,
    ],
  ])('accepts a key of %s', async (_, key, passphrase) => {
    const signature = (await read(key, passphrase)).sign(CONTENT);

    const der = Buffer.from(signature, 'base64');
    expect(verify('sha256', CONTENT, publicKey, der)).toBe(true);
  });

  it('accepts a key that skopeo made', async () => {
    const key = await read(skopeoKey.privateKey, skopeoKey.passphrase);

    const der = Buffer.from(key.sign(CONTENT), 'base64');
    expect(verify('sha256', CONTENT, skopeoKey.publicKey, der)).toBe(true);
  });

  it('has the fingerprint of its public key', async () => {
    const { fingerprint } = await read(cosignKey, PASSPHRASE);
    const [, body] = publicKey.split('-----BEGIN PUBLIC KEY-----');
    const der = Buffer.from(body.replace(/-----.*/, ''), 'base64');
    const hex = createHash('sha256').update(der).digest('hex');
    expect(fingerprint).toBe(`sha256:${hex}`);
  });

  it('recognises its own signatures', async () => {
    const key = await read(cosignKey, PASSPHRASE);
    const signature = key.sign(CONTENT);
    const other = createTestKey().privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    expect(key.hasSigned(CONTENT, signature)).toBe(true);
    expect(key.hasSigned(Buffer.from('else'), signature)).toBe(false);
    expect(key.hasSigned(CONTENT, '')).toBe(false);
    expect(key.hasSigned(CONTENT, 'no Base64 at all!')).toBe(false);
    expect((await read(other)).hasSigned(CONTENT, signature)).toBe(false);
  });

  it('accepts a key that its group may read', async () => {
    await writeFile(keyFile, pkcs8);
    await chmod(keyFile, 0o440);
    const key = await SigningKey.read({ keyFile, place: PLACE });
    expect(key.fingerprint).toMatch(/^sha256:/);
  });

  it('reads the key again each time', async () => {
    const first = await read(cosignKey, PASSPHRASE);
    const rotated = createTestKey().privateKey;
    const second = await read(encryptForCosign(rotated, 'new'), 'new');
    expect(second.fingerprint).not.toBe(first.fingerprint);
  });

  it.each(['wrong horse', '', `${PASSPHRASE} `])(
    "refuses the passphrase '%s'",
    async passphrase => {
      const encrypted = privateKey.export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: PASSPHRASE,
      });
      for (const key of [cosignKey, encrypted]) {
        expect(await problemOf(key, passphrase)).toBe(
          `${PLACE}.passphraseFile has the wrong passphrase for the key, or the key is damaged`,
        );
      }
    },
  );

  it('reports a missing passphrase', async () => {
    expect(await problemOf(cosignKey)).toBe(
      `${PLACE}.passphraseFile is missing; the key is encrypted`,
    );
  });

  it.each<[string, string | Buffer]>([
    ['garbage', 'garbage'],
    ['nothing', ''],
    ['bytes', Buffer.alloc(1000, 0xff)],
    ['a public key', publicKey],
    [
      'a certificate',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
    ],
    ['a damaged key', pkcs8.toString().replace(/[A-Z]{3}/, 'AAA')],
    ['no key within', encryptForCosign(Buffer.from('no key'), '')],
  ])('refuses %s', async (_, content) => {
    expect(await problemOf(content)).toBe(
      `${PLACE}.keyFile is not the path of a private key in PEM, as \`cosign generate-key-pair\` or \`openssl genpkey\` writes it`,
    );
  });

  const kdf = {
    name: 'scrypt',
    params: { N: 32_768, r: 8, p: 1 },
    salt: 'AAAA',
  };
  const cipher = {
    name: 'nacl/secretbox',
    nonce: Buffer.alloc(24).toString('base64'),
  };
  it.each<[string, object]>([
    ['no content', {}],
    [
      'another cipher',
      { kdf, cipher: { ...cipher, name: 'aes' }, ciphertext: 'AAAA' },
    ],
    [
      'a nonce of another length',
      { kdf, cipher: { ...cipher, nonce: 'AAAA' }, ciphertext: 'AAAA' },
    ],
    ...[2 ** 30, 32_767, 0.5, -8, 0].map((N): [string, object] => [
      `a cost of ${N}`,
      {
        kdf: { ...kdf, params: { N, r: 8, p: 1 } },
        cipher,
        ciphertext: 'AAAA',
      },
    ]),
    [
      'a large block',
      {
        kdf: { ...kdf, params: { N: 2, r: 2 ** 29, p: 1 } },
        cipher,
        ciphertext: 'AAAA',
      },
    ],
  ])("refuses a key of cosign's with %s", async (_, content) => {
    expect(await problemOf(inPem('SIGSTORE', content), PASSPHRASE)).toBe(
      `${PLACE}.keyFile is the path of a cosign key that is damaged, or encrypted in an unknown way`,
    );
  });

  it.each([
    ['rsa', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
    ['ed25519', generateKeyPairSync('ed25519').privateKey],
    ['secp384r1', createTestKey('P-384').privateKey],
  ])('refuses a key of %s', async (kind, key) => {
    const pem = key.export({ type: 'pkcs8', format: 'pem' });
    expect(await problemOf(pem)).toBe(
      `${PLACE}.keyFile is the path of a key of ${kind}; use a key of prime256v1 (P-256), such as \`cosign generate-key-pair\` makes`,
    );
  });

  it('refuses a file that is too large for a key', async () => {
    expect(await problemOf(Buffer.alloc(64 * 1024 + 1, 'x'))).toBe(
      `${PLACE}.keyFile is the path of a file of more than 65536 bytes, too large for a key`,
    );
  });

  it.each([
    ['a folder', '', 'is not the path of a file'],
    [
      'no file',
      'missing',
      'is the path of a file that cannot be read (ENOENT); check the path and its permissions',
    ],
    ['a device', '/dev/zero', 'is not the path of a file'],
  ])('refuses %s', async (_, path, what) => {
    const file = path.startsWith('/') ? path : join(folder, path);
    await expect(
      SigningKey.read({ keyFile: file, place: PLACE }),
    ).rejects.toThrow(`${PLACE}.keyFile ${what}`);
  });

  it('does not wait for a writer of a pipe', async () => {
    execFileSync('mkfifo', [keyFile]);
    await expect(SigningKey.read({ keyFile, place: PLACE })).rejects.toThrow(
      `${PLACE}.keyFile is not the path of a file`,
    );
  });
});
