import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testConfig } from '../../builds/__testUtils__/testConfig';
import {
  ELLIPTIC_CERTIFICATE,
  OTHER_CERTIFICATES,
  MODULE_CERTIFICATE,
  MODULE_KEY,
  WEAK_CERTIFICATE,
} from './__testUtils__/moduleKey';
import { checkModuleKeys } from './checkModuleKeys';
import { ModuleKey } from './ModuleKey';
import { findModuleKeys, type ModuleKeyEntry } from './ModuleKeyEntry';

const PLACE = 'driverToolkit.moduleSigning.keys[0]';
const { signal } = new AbortController();

async function* module() {
  yield Buffer.from('the bytes of a module');
}

describe('ModuleKey', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'module-key-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function write(name: string, content: string | Buffer, mode = 0o600) {
    const path = join(folder, name);
    await writeFile(path, content);
    await chmod(path, mode);
    return path;
  }

  async function entry(
    files: {
      key?: string;
      certificate?: string | Buffer;
      passphrase?: string;
    } = {},
    change: Partial<ModuleKeyEntry> = {},
  ): Promise<ModuleKeyEntry> {
    const { key = MODULE_KEY, certificate = MODULE_CERTIFICATE } = files;
    return {
      name: 'modules',
      place: PLACE,
      hash: 'sha256',
      keyFile: await write('key', key),
      certificateFile: await write('certificate', certificate, 0o644),
      ...(files.passphrase !== undefined && {
        passphraseFile: await write('passphrase', files.passphrase),
      }),
      ...change,
    };
  }

  const read = async (...args: Parameters<typeof entry>) =>
    ModuleKey.read(await entry(...args), signal);

  const encrypted = createPrivateKey(MODULE_KEY)
    .export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'correct horse',
    })
    .toString();

  it('is named by its signatures alone', async () => {
    const key = await read();
    const message = await key.sign(module, signal);
    expect(key.isNamedBy(message)).toBe(true);
    expect(key.isNamedBy(Buffer.alloc(0))).toBe(false);
    expect((await read({}, { hash: 'sha512' })).isNamedBy(message)).toBe(false);
  });

  it('may be encrypted', async () => {
    const key = await read({ key: encrypted, passphrase: 'correct horse\n' });
    expect(key.isNamedBy(await key.sign(module, signal))).toBe(true);
  });

  it('has a certificate with the fingerprint of openssl', async () => {
    // openssl x509 -noout -fingerprint -sha256
    expect((await read()).certificate.fingerprint).toBe(
      'sha256:58a77f7829da5146246dabae5d768096d63597514a5ab7dcb40b48b5f765c7d1',
    );
  });

  it.each<[string, Parameters<typeof entry>, string]>([
    [
      'a certificate for another key',
      [
        {
          key: generateKeyPairSync('rsa', { modulusLength: 2048 })
            .privateKey.export({ type: 'pkcs8', format: 'pem' })
            .toString(),
        },
      ],
      'certificateFile is the path of a certificate for another key',
    ],
    [
      'a key of another type',
      [{ certificate: ELLIPTIC_CERTIFICATE }],
      'certificateFile is the path of a certificate for another key',
    ],
    [
      'a key that signs in another way',
      [
        {
          key: generateKeyPairSync('ed25519')
            .privateKey.export({ type: 'pkcs8', format: 'pem' })
            .toString(),
        },
      ],
      'certificateFile is the path of a certificate for another key',
    ],
    [
      'a short key',
      [{ certificate: WEAK_CERTIFICATE }],
      'certificateFile is the path of a certificate for a key of RSA of 1024 bits, which kernels do not accept for modules',
    ],
    ...(['secp521r1', 'ed25519'] as const).map(
      (type): [string, Parameters<typeof entry>, string] => [
        `a certificate for a key of ${type}`,
        [{ certificate: OTHER_CERTIFICATES[type] }],
        `certificateFile is the path of a certificate for a key of ${type}, which kernels do not accept`,
      ],
    ),
    [
      'a key for the certificate of another curve',
      [{ certificate: OTHER_CERTIFICATES.secp384r1 }],
      'certificateFile is the path of a certificate for another key',
    ],
    [
      'what is no certificate',
      [{ certificate: MODULE_KEY }],
      'certificateFile is not the path of an X.509 certificate in PEM or DER',
    ],
    [
      'what is no key',
      [{ key: MODULE_CERTIFICATE }],
      'keyFile is not the path of a private key in PEM',
    ],
    [
      'a missing passphrase',
      [{ key: encrypted }],
      'passphraseFile is missing; the key is encrypted',
    ],
    [
      'a wrong passphrase',
      [{ key: encrypted, passphrase: 'wrong horse' }],
      'passphraseFile has the wrong passphrase for the key',
    ],
    [
      'a missing file',
      [{}, { keyFile: '/nowhere' }],
      'keyFile is the path of a file that cannot be read (ENOENT)',
    ],
  ])('refuses %s', async (_, args, message) => {
    await expect(read(...args)).rejects.toMatchObject({ name: 'InputError' });
    await expect(read(...args)).rejects.toThrow(`${PLACE}.${message}`);
  });

  it('refuses secrets that everybody can read', async () => {
    const good = await entry({ key: encrypted, passphrase: 'correct horse' });
    for (const name of ['keyFile', 'passphraseFile'] as const) {
      await chmod(good[name]!, 0o644);
      await expect(ModuleKey.read(good, signal)).rejects.toThrow(
        `${PLACE}.${name} is the path of a file that everybody on this machine can read; take that right away with \`chmod o-r\``,
      );
      await chmod(good[name]!, 0o640);
    }
    await ModuleKey.read(good, signal);
    const pinFile = await write('pin', '1234', 0o604);
    await expect(
      ModuleKey.read(
        {
          ...good,
          keyFile: undefined,
          pkcs11: { uri: 'pkcs11:object=a', pinFile },
        },
        signal,
      ),
    ).rejects.toThrow(`${PLACE}.pkcs11.pinFile is the path of a file that`);
  });

  it('is checked at start, each with its place', async () => {
    const { place: _, ...good } = await entry();
    const check = (keys: object[]) =>
      checkModuleKeys(testConfig({ moduleSigning: { keys } }));
    const retired = { name: 'retired', certificateFile: good.certificateFile };
    await check([good, retired]);
    await expect(
      check([
        { ...good, keyFile: '/nowhere' },
        { ...retired, certificateFile: '/nowhere' },
      ]),
    ).rejects.toThrow(
      /keys\[0\]\.keyFile .*\.\n.*keys\[1\]\.certificateFile .*\.$/,
    );
  });
});

describe('a driver', () => {
  const config = testConfig({
    moduleSigning: {
      keys: ['a', 'b'].map(name => ({
        name,
        certificateFile: '/certificate',
        keyFile: '/key',
      })),
      drivers: [
        {
          repository: 'forge.example.com/acme/nic',
          entity: 'component:default/NIC',
          keys: ['b', 'a'],
        },
        { repository: 'forge.example.com/acme', keys: ['a'] },
      ],
    },
  });

  it.each([
    ['component:default/nic', 'forge.example.com/acme/nic', ['b', 'a']],
    ['component:Default/NIC', 'forge.example.com/acme/nic', ['b', 'a']],
    ['component:default/other', 'forge.example.com/acme/nic', ['a']],
    ['component:default/nic', 'forge.example.com/acme/nic-2', ['a']],
    ['component:default/nic', 'forge.example.com/acme-evil/nic', []],
    ['component:default/nic', 'forge.example.com.evil/acme/nic', []],
  ])('%s of %s gets the keys %j', (entityRef, sourceRepository, names) => {
    expect(
      findModuleKeys({ entityRef, sourceRepository }, config).map(
        ({ name }) => name,
      ),
    ).toEqual(names);
  });
});
