import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BuildFailedError,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import fc from 'fast-check';
import { CUT_NOTE, MAX_LINE_LENGTH } from '../../builders/cutLine';
import { LineSplitter } from '../../builders/podman/process/LineSplitter';
import type { BuildContext } from '../../builds/worker/BuildContext';
import { readKnownSecrets } from './readKnownSecrets';
import { readProxySecrets } from './readProxySecrets';
import { SecretMask } from './SecretMask';
import { withoutSecrets } from './withoutSecrets';

describe('SecretMask', () => {
  const mask = new SecretMask(['s3cr.t"/x', 's3cr']);

  it.each([
    ['as it is', 'password s3cr.t"/x!', 'password ***!'],
    ['in an address', 'https://me:s3cr.t%22%2Fx@host', 'https://me:***@host'],
    ['in JSON', '{"password":"s3cr.t\\"/x"}', '{"password":"***"}'],
    ['in Base64', `auth ${btoa('s3cr.t"/x')}`, 'auth ***'],
    ['more than once', 's3cr s3cr.t"/x', '*** ***'],
  ])('masks a secret %s', (_, text, masked) => {
    expect(mask.apply(text)).toBe(masked);
  });

  it('does not treat a secret as a pattern', () => {
    expect(mask.apply('s3crot"/x')).toBe('***ot"/x');
    expect(new SecretMask(['a.c*d']).apply('abccd')).toBe('abccd');
  });

  it.each([
    ['a shorter one first', ['abcd', 'abcdef'], 'x abcdef y', 'x *** y'],
    ['a longer one first', ['abcdef', 'abcd'], 'x abcdef y', 'x *** y'],
    ['one within another', ['bcde', 'abcdef'], 'x abcdef y', 'x *** y'],
    ['two that overlap', ['abcd', 'cdef'], 'x abcdef y', 'x *** y'],
    ['the other two', ['cdef', 'abcd'], 'x abcdef y', 'x *** y'],
    ['one that overlaps itself', ['abab'], 'x ababab y', 'x *** y'],
    ['two next to each other', ['abcd', 'efgh'], 'x abcdefgh y', 'x ****** y'],
    ['one of two lines', ['abcd\nefgh'], 'efgh and abcd', '*** and ***'],
  ])('masks all of %s', (_, secrets, text, masked) => {
    expect(new SecretMask(secrets).apply(text)).toBe(masked);
  });

  it('leaves no character of overlapping secrets', () => {
    const letters = fc.string({
      unit: fc.constantFrom('a', 'b', 'c'),
      minLength: 4,
      maxLength: 7,
    });
    fc.assert(
      fc.property(
        fc.array(letters, { minLength: 1, maxLength: 4 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-'), maxLength: 40 }),
        (secrets, text) => {
          const isSecret = Array.from(text, (_c, at) =>
            secrets.some(secret =>
              Array.from(secret, (_d, offset) => at - offset).some(
                start =>
                  text.startsWith(secret, Math.max(start, 0)) && start >= 0,
              ),
            ),
          );
          const left = Array.from(text, (c, at) => (isSecret[at] ? '' : c));
          const masked = new SecretMask(secrets).apply(text);
          expect(masked.replaceAll('***', '')).toBe(left.join(''));
        },
      ),
    );
  });

  it.each([
    ['an address of Go', 'a+b!c&d', 'https://me:a+b%21c&d@host'],
    ['an address of JavaScript', 'a+b!c&d', 'https://me:a%2Bb!c%26d@host'],
    ['a form', 'a+b!c&d', 'password=a%2Bb%21c%26d'],
    ['JSON of Go', 'a<b>&c', '{"password":"a\\u003cb\\u003e\\u0026c"}'],
    [
      'Base64 of a token',
      '>>>>??',
      Buffer.from('>>>>??').toString('base64url'),
    ],
  ])('masks a secret in %s', (_, secret, text) => {
    expect(new SecretMask([secret]).apply(text)).toContain('***');
  });

  it('leaves short words, and everything if nothing is secret', () => {
    expect(new SecretMask(['abc', '']).apply('abc')).toBe('abc');
  });

  it('masks a secret that comes in pieces', () => {
    const lines: string[] = [];
    const splitter = new LineSplitter(some =>
      lines.push(...mask.applyToAll(some)),
    );
    for (const byte of Buffer.from('it is s3cr.t"/x\n')) {
      splitter.write(Buffer.from([byte]));
    }
    expect(lines).toEqual(['it is ***']);
  });

  it.each([1, 2, 4, 8])(
    'masks the first %d characters of a secret that a line is cut within',
    kept => {
      const lines: string[] = [];
      const splitter = new LineSplitter(some =>
        lines.push(...mask.applyToAll(some)),
      );
      const before = 'x'.repeat(MAX_LINE_LENGTH - kept);
      splitter.write(Buffer.from(`${before}s3cr.t"/x and more\n`));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/^x+\*\*\*/);
      expect(lines[0].endsWith(CUT_NOTE)).toBe(true);
      expect(lines[0]).not.toMatch(/x[s3]/);
    },
  );

  it('masks a whole secret and the beginning of another before a cut', () => {
    const other = new SecretMask(['abcdef', 'efghij']);
    expect(other.apply(`x abcdefgh${CUT_NOTE}`)).toBe(`x ***${CUT_NOTE}`);
    expect(other.apply(`abcdef efg${CUT_NOTE}`)).toBe(`*** ***${CUT_NOTE}`);
    expect(other.apply(`nothing${CUT_NOTE}`)).toBe(`nothing${CUT_NOTE}`);
  });
});

describe('readKnownSecrets', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('knows configured passwords and the content of secret files', async () => {
    const pullSecret = join(folder, 'pull-secret.json');
    const authFile = join(folder, 'auth.json');
    const passphraseFile = join(folder, 'passphrase');
    const signing = { keyFile: join(folder, 'missing'), passphraseFile };
    const pinFile = join(folder, 'pin');
    const modulePassphrase = join(folder, 'of-modules');
    await writeFile(passphraseFile, 'of-a-key\n');
    await writeFile(pinFile, 'of-a-token\n');
    await writeFile(modulePassphrase, 'of-a-module-key\n');
    await writeFile(
      pullSecret,
      JSON.stringify({
        auths: {
          'quay.io': { auth: btoa('robot:of-a-file\0'), email: 'm@il' },
        },
      }),
    );
    await writeFile(
      authFile,
      JSON.stringify({ auths: { r: { identitytoken: 'an-identity' } } }),
    );
    const known = await readKnownSecrets({
      imageRepositories: [
        { credentials: { username: 'me', password: 'of-an-image' }, signing },
        { authFile },
        { authFile: join(folder, 'missing'), signing: { keyFile: authFile } },
      ],
      drivers: {
        repositories: [
          { credentials: { username: 'me', password: 'of-a-driver' } },
        ],
      },
      moduleSigning: {
        keys: [
          { passphraseFile: modulePassphrase },
          { pkcs11: { pinFile } },
          { pkcs11: { pinFile: join(folder, 'missing') } },
        ],
      },
      toolkit: {
        layerCache: { credentials: { username: 'me', password: 'of-layers' } },
      },
      kernelSources: [{ type: 'openshift', pullSecret }, { type: 'rpm' }],
    } as unknown as DriverToolkitConfig);

    expect([...known].sort()).toEqual(
      [
        'an-identity',
        'me:of-a-driver',
        'me:of-an-image',
        'me:of-layers',
        'of-a-driver',
        'of-a-file',
        'of-a-key',
        'of-a-module-key',
        'of-a-token',
        'of-an-image',
        'of-layers',
        'robot:of-a-file',
        btoa('robot:of-a-file\0'),
      ].sort(),
    );
  });
});

describe('readProxySecrets', () => {
  it.each([
    [
      'http://me:pass%40word@proxy:3128',
      ['pass%40word', 'pass@word', 'me:pass@word'],
    ],
    ['me:password@proxy:3128', ['password', 'password', 'me:password']],
    ['http://me:100%@proxy', ['100%', '100%', 'me:100%']],
    ['http://proxy:3128', []],
    ['http://me@proxy:3128', []],
    ['', []],
    ['http://', []],
  ])('reads %s', (proxy, secrets) => {
    for (const name of [
      'http_proxy',
      'HTTPS_PROXY',
      'ALL_PROXY',
      'ftp_proxy',
    ]) {
      expect(readProxySecrets({ [name]: proxy, OTHER: 'x' })).toEqual(secrets);
    }
  });

  it('is among the known secrets', async () => {
    const before = process.env.HTTPS_PROXY;
    process.env.HTTPS_PROXY = 'http://me:of-a-proxy@proxy.example.com';
    try {
      const known = await readKnownSecrets({
        imageRepositories: [],
        drivers: { repositories: [] },
        moduleSigning: { keys: [] },
        toolkit: {},
        kernelSources: [],
      } as unknown as DriverToolkitConfig);
      expect([...known]).toContain('of-a-proxy');
    } finally {
      process.env.HTTPS_PROXY = before;
      if (before === undefined) {
        delete process.env.HTTPS_PROXY;
      }
    }
  });
});

describe('withoutSecrets', () => {
  const mask = new SecretMask(['hunter22']);
  const log: string[] = [];
  const context = {
    buildId: 'one',
    log: (line: string) => log.push(line),
    onLines: (lines: readonly string[]) => log.push(...lines),
  } as Partial<BuildContext> as BuildContext;

  it('masks the log', async () => {
    await withoutSecrets(context, mask, async masked => {
      masked.log('login with hunter22');
    });
    expect(log).toEqual(['login with ***']);
  });

  it("masks programs' output", async () => {
    log.length = 0;
    await withoutSecrets(context, mask, async masked => {
      masked.onLines(['to log in', '-p hunter22', 'done']);
    });
    expect(log).toEqual(['to log in', '-p ***', 'done']);
  });

  it('masks the message of a failed build', async () => {
    const failure = withoutSecrets(context, mask, async () => {
      throw new BuildFailedError('hunter22 was refused', {
        step: 'RUN login hunter22',
        lines: ['-p hunter22'],
        transient: true,
      });
    });
    await expect(failure).rejects.toMatchObject({
      name: 'BuildFailedError',
      message: '*** was refused',
      step: 'RUN login ***',
      lines: ['-p ***'],
      transient: true,
    });
  });

  it('masks other errors and keeps their type', async () => {
    const error = new RangeError('hunter22');
    await expect(
      withoutSecrets(context, mask, async () => {
        throw error;
      }),
    ).rejects.toBe(error);
    expect(error.message).toBe('***');
    expect(error.stack).not.toContain('hunter22');
  });
});
