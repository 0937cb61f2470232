import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findSoftHsm } from './__testUtils__/findSoftHsm';
import {
  ELLIPTIC_CERTIFICATE,
  MODULE_CERTIFICATE,
  MODULE_KEY,
} from './__testUtils__/moduleKey';
import { ModuleKey } from './ModuleKey';
import type { ModuleKeyEntry } from './ModuleKeyEntry';

const run = promisify(execFile);
const PLACE = 'driverToolkit.moduleSigning.keys[0]';
const PIN = '271828';
const CONTENT = Buffer.alloc(3_000_000, 'a module');

async function* content() {
  yield CONTENT.subarray(0, 1_000_000);
  yield CONTENT.subarray(1_000_000);
}

describe('a module key on a token', () => {
  const { signal } = new AbortController();
  const before = process.env.SOFTHSM2_CONF;
  let folder: string;
  let library: string;

  beforeAll(async () => {
    library = await findSoftHsm();
    folder = await mkdtemp(join(tmpdir(), 'token-'));
    await mkdir(join(folder, 'tokens'));
    await writeFile(
      join(folder, 'softhsm2.conf'),
      `directories.tokendir = ${join(folder, 'tokens')}\n`,
    );
    process.env.SOFTHSM2_CONF = join(folder, 'softhsm2.conf');
    await writeFile(join(folder, 'key'), MODULE_KEY);
    await writeFile(join(folder, 'certificate'), MODULE_CERTIFICATE);
    await writeFile(join(folder, 'elliptic'), ELLIPTIC_CERTIFICATE);
    await writeFile(join(folder, 'pin'), `${PIN}\n`, { mode: 0o600 });
    const hsm = (...args: string[]) =>
      run('softhsm2-util', args, { env: process.env });
    await hsm(
      ...['--init-token', '--free', '--label', 'modules'],
      ...['--so-pin', '314159', '--pin', PIN],
    );
    await hsm(
      ...['--import', join(folder, 'key'), '--token', 'modules'],
      ...['--label', '2026', '--id', '01', '--pin', PIN],
    );
  });

  afterAll(async () => {
    process.env.SOFTHSM2_CONF = before;
    if (before === undefined) {
      delete process.env.SOFTHSM2_CONF;
    }
    await rm(folder, { recursive: true });
  });

  const entry = (
    pkcs11: Partial<ModuleKeyEntry['pkcs11']> = {},
    change: Partial<ModuleKeyEntry> = {},
  ): ModuleKeyEntry => ({
    name: 'token',
    place: PLACE,
    hash: 'sha256',
    certificateFile: join(folder, 'certificate'),
    pkcs11: {
      uri: 'pkcs11:token=modules;object=2026',
      library,
      pinFile: join(folder, 'pin'),
      ...pkcs11,
    },
    ...change,
  });

  it.each(['sha256', 'sha384', 'sha512'] as const)(
    'signs like the same key in a file, with %s',
    async hash => {
      const token = await ModuleKey.read(entry({}, { hash }), signal);
      await chmod(join(folder, 'key'), 0o600);
      const file = await ModuleKey.read(
        entry({}, { hash, pkcs11: undefined, keyFile: join(folder, 'key') }),
        signal,
      );
      const [byToken, byFile] = await Promise.all(
        [token, file].map(key => key.sign(content, signal)),
      );
      expect(byToken.equals(byFile)).toBe(true);
    },
  );

  it.each<[string, () => ModuleKeyEntry, string]>([
    [
      'a wrong PIN',
      () => entry({ pinFile: join(folder, 'wrong-pin') }),
      "pkcs11 cannot sign: openssl says 'PIN incorrect'; check uri, library and pinFile",
    ],
    [
      'another token',
      () => entry({ uri: 'pkcs11:token=other;object=2026' }),
      "pkcs11 cannot sign: openssl says 'object not found'",
    ],
    [
      'a library that is missing',
      () => entry({ library: '/nowhere.so' }),
      "pkcs11 cannot sign: openssl says 'Unable to load PKCS#11 module'",
    ],
    [
      'a certificate for another key',
      () => entry({}, { certificateFile: join(folder, 'elliptic') }),
      'certificateFile is the path of a certificate for another key',
    ],
  ])('refuses %s', async (_, wrong, message) => {
    await writeFile(join(folder, 'wrong-pin'), '12345\n', { mode: 0o600 });
    const refused = await ModuleKey.read(wrong(), signal).catch(error => error);
    expect(refused.name).toBe('InputError');
    expect(refused.message).toContain(`${PLACE}.${message}`);
    expect(`${refused.stack} ${refused.cause}`).not.toMatch(/12345|271828/);
  });

  it('stops with its signal', async () => {
    const key = await ModuleKey.read(entry(), signal);
    const endless = async function* endless() {
      for (;;) {
        yield CONTENT;
      }
    };
    await expect(key.sign(endless, AbortSignal.timeout(200))).rejects.toThrow(
      'timeout',
    );
  });
});
