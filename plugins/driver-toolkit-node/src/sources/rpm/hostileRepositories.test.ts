import { gzipSync, zstdCompressSync } from 'node:zlib';
import { toError } from '@backstage/errors';
import { HttpClient } from '../../http/HttpClient';
import { EndlessServer } from './__testUtils__/EndlessServer';
import { kernelPackages } from './__testUtils__/kernelPackages';
import { NAMESPACES } from './__testUtils__/primaryDocuments';
import { primaryXml, repodata, type Lies } from './__testUtils__/repodata';
import { TestMirror } from './__testUtils__/TestMirror';
import type { TimeLimits } from './mirrors/Reader';
import { locate } from './mirrors/RepositoryLocation';
import { RpmRepository } from './RpmRepository';

const REPOMD = 'r/repodata/repomd.xml';
const PRIMARY = 'r/repodata/primary.xml.gz';
const MEGABYTE = 1024 * 1024;

const NO_RETRIES = { attempts: 1, baseDelay: 1, maxDelay: 1, maxRetryAfter: 1 };
const PATIENT = { repomd: 20_000, primary: 20_000 };

const list = (content: string, attributes = NAMESPACES) =>
  `<?xml version="1.0"?>\n<metadata ${attributes}>${content}</metadata>`;
const bash =
  '<package><name>bash</name><arch>x86_64</arch><version epoch="0" ver="1" rel="1"/></package>\n';

describe('RpmRepository, with hostile servers', () => {
  const http = HttpClient.create({ timeouts: { idle: 500 } });
  const packages = kernelPackages({ kernel: '5.14.0-391.el9' });
  let mirror: TestMirror;

  beforeEach(async () => {
    mirror = await TestMirror.start();
  });

  afterEach(async () => {
    await mirror.close();
  });

  afterAll(async () => {
    await http.close();
  });

  async function refusal(
    origin = mirror.origin,
    timeLimits = PATIENT,
  ): Promise<string> {
    const repository = new RpmRepository(
      locate({ url: `${origin}/r`, optional: false }, 'x86_64'),
      { retryPolicy: NO_RETRIES, timeLimits },
    );
    const before = process.memoryUsage.rss();
    let peak = before;
    const watching = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 5);
    try {
      await repository.read(http, AbortSignal.timeout(30_000));
    } catch (error) {
      const { name, message } = toError(error);
      expect(name).toBe('ServiceUnavailableError');
      return message;
    } finally {
      clearInterval(watching);
      expect(peak - before).toBeLessThan(250 * MEGABYTE);
    }
    throw new Error('The repository was read');
  }

  it.each([
    [
      'it is cut short',
      (bytes: Buffer) => bytes.subarray(0, -20),
      'unexpected end of file',
    ],
    ['a byte of it is wrong', flip, 'It is not valid gzip data'],
  ])(
    'refuses a list with a right checksum if %s',
    async (_, damage, reason) => {
      await mirror.addCompressed('r', damage(gzipSync(primaryXml(packages))), {
        openSize: MEGABYTE,
      });

      await expect(refusal()).resolves.toMatch(
        new RegExp(`/${PRIMARY} could not be parsed: .*${reason}`),
      );
    },
  );

  it.each<[string, string, string]>([
    [
      'a document type',
      `<!DOCTYPE metadata SYSTEM "file:///etc/passwd">${list('')}`,
      'It has a DOCTYPE, which is refused',
    ],
    [
      'entities that grow',
      `<!DOCTYPE metadata [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>${list(
        '&b;',
      )}`,
      'It has a DOCTYPE, which is refused',
    ],
    [
      'an entity that is not defined',
      list('<x>&lol9;</x>'),
      'the entity "&lol9;" is not known',
    ],
    [
      'wrong namespaces',
      list('', 'xmlns="http://example.com/"'),
      'It is not a list of packages',
    ],
    [
      'absurd nesting',
      list('<a>'.repeat(100_000)),
      'its elements are nested too deep',
    ],
    [
      'a tag of megabytes',
      list(`<a b="${'x'.repeat(4 * MEGABYTE)}"/>`),
      'more than 65536 bytes',
    ],
    [
      'megabytes without a tag',
      list(' '.repeat(8 * MEGABYTE)),
      '4194304 bytes have no tag',
    ],
    ['no end', list(bash).replace('</metadata>', ''), 'it ends too early'],
  ])('refuses a list with %s', async (_, document, reason) => {
    await mirror.addPrimary('r', document);

    const message = await refusal();
    expect(message).toMatch(
      `${mirror.origin}/${PRIMARY} could not be parsed: `,
    );
    expect(message).toContain(reason);
    expect(message).toMatch(/; it is not used$/);
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('stops a bomb of %s with any declared size', async (_, compress) => {
    const open = Buffer.from(list(' '.repeat(64 * MEGABYTE)));
    await mirror.addCompressed('r', compress(open), { openSize: 100_000 });

    await expect(refusal()).resolves.toContain('bytes have no tag');
  });

  it('reads a correctly declared bomb without keeping it', async () => {
    const open = Buffer.from(list(' '.repeat(64 * MEGABYTE)));
    await mirror.addCompressed('r', gzipSync(open), { openSize: open.length });

    await expect(refusal()).resolves.toContain('bytes have no tag');
  });

  it('gives up on a list that arrives too slowly', async () => {
    await mirror.addRepository('r', packages);
    mirror.setAnswer(PRIMARY, { trickle: 10 });

    await expect(
      refusal(mirror.origin, { ...PATIENT, primary: 300 }),
    ).resolves.toBe(
      `${mirror.origin}/${PRIMARY} took longer than 0.3 seconds, which is too slow`,
    );
  });

  it('gives up on a repomd.xml that arrives too slowly', async () => {
    await mirror.addRepository('r', packages);
    mirror.setAnswer(REPOMD, { trickle: 10 });

    await expect(
      refusal(mirror.origin, { ...PATIENT, repomd: 300 }),
    ).resolves.toBe(
      `${mirror.origin}/${REPOMD} took longer than 0.3 seconds, which is too slow`,
    );
  });

  it.each([REPOMD, PRIMARY])('gives up on %s that stalls', async path => {
    await mirror.addRepository('r', packages);
    mirror.setAnswer(path, { stallAfter: 50 });

    await expect(refusal()).resolves.toBe(
      `${mirror.origin}/${path} broke off: the server stopped sending in the middle (UND_ERR_BODY_TIMEOUT)`,
    );
  });

  it('does not follow a list of packages to a file', async () => {
    await mirror.addRepository('r', packages);
    mirror.setAnswer(PRIMARY, {
      status: 302,
      headers: { location: 'file:///etc/passwd' },
    });

    await expect(refusal()).resolves.toContain('which is refused');
  });

  describe('that send endlessly', () => {
    const head = list('').replace('</metadata>', '\n');
    const again = bash.repeat(200);

    async function refusalOf(
      endless: { path: string; first: string; again: string },
      {
        lies = {},
        timeLimits = PATIENT,
      }: { lies?: Lies; timeLimits?: TimeLimits } = {},
    ) {
      const files = await repodata(head, { compression: 'none', lies });
      const server = await EndlessServer.start(
        new Map([...files].map(([name, file]) => [`/r/${name}`, file])),
        endless,
      );
      try {
        return (await refusal(server.origin, timeLimits)).replace(
          server.origin,
          '',
        );
      } finally {
        await server.close();
      }
    }

    it('reads no more than the limit of a repomd.xml', async () => {
      await expect(
        refusalOf({ path: `/${REPOMD}`, first: '<repomd>', again: '<data/>' }),
      ).resolves.toBe(`/${REPOMD} is larger than 1048576 bytes`);
    });

    it('reads no more than the declared size', async () => {
      const path = '/r/repodata/primary.xml.none';

      await expect(
        refusalOf({ path, first: head, again }, { lies: { size: 50_000 } }),
      ).resolves.toContain(
        `${path} does not match the repository's repomd.xml: its size is more than 50000 bytes`,
      );
    });

    it('gives up after a while if the declared size is huge', async () => {
      const path = '/r/repodata/primary.xml.none';

      await expect(
        refusalOf(
          { path, first: head, again },
          {
            lies: { size: 1e12, openSize: 1e12 },
            timeLimits: { ...PATIENT, primary: 300 },
          },
        ),
      ).resolves.toBe(
        `${path} took longer than 0.3 seconds, which is too slow`,
      );
    });
  });
});

function flip(bytes: Buffer): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[Math.floor(bytes.length / 2)] ^= 0x55;
  return damaged;
}
