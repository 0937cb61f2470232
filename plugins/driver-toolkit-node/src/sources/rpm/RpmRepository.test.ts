import { HttpClient } from '../../http/HttpClient';
import { kernelPackages } from './__testUtils__/kernelPackages';
import {
  primaryXml,
  type Compression,
  type Lies,
} from './__testUtils__/repodata';
import { TestMirror } from './__testUtils__/TestMirror';
import { locate } from './mirrors/RepositoryLocation';
import { RpmRepository } from './RpmRepository';

const REPOMD = 'r/repodata/repomd.xml';
const PRIMARY = 'r/repodata/primary.xml.gz';
const ZEROS = '0'.repeat(64);
const ONCE = { attempts: 1, baseDelay: 1, maxDelay: 1, maxRetryAfter: 1000 };

describe('RpmRepository', () => {
  const packages = kernelPackages({ kernel: '5.14.0-391.el9' });
  const http = HttpClient.create();
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

  async function read(attempts = 1) {
    const location = locate(
      { url: `${mirror.origin}/r`, optional: false },
      'x86_64',
    );
    const repository = new RpmRepository(location, {
      retryPolicy: { attempts, baseDelay: 1, maxDelay: 1, maxRetryAfter: 1000 },
    });
    const reading = await repository.read(http, AbortSignal.timeout(20_000));
    expect(reading.warnings).toEqual([]);
    return reading.packages;
  }

  it.each<Compression>(['gz', 'zst', 'none'])(
    'reads a list of packages compressed as %s',
    async compression => {
      await mirror.addRepository('r', packages, { compression });

      const found = await read();

      expect(found.map(({ name }) => name)).toEqual([
        'kernel-core',
        'kernel-modules',
        'kernel-devel',
      ]);
      expect(found[0]).toEqual({
        name: 'kernel-core',
        version: '5.14.0',
        release: '391.el9',
        architecture: 'x86_64',
        sourceRpm: 'kernel-5.14.0-391.el9.src.rpm',
        unameReleases: { 'kernel-core-uname-r': '5.14.0-391.el9.x86_64' },
        requiredUnames: {},
      });
    },
  );

  it.each<[string, Lies, RegExp]>([
    [
      'checksum',
      { checksum: ZEROS },
      /primary\.xml\.gz does not match the repository's repomd\.xml: its sha256 checksum is [0-9a-f]{64}, not 0{64}; it is not used/,
    ],
    ['size that is too large', { size: 99_999 }, /its size is \d+, not 99999/],
    ['size that is too small', { size: 3 }, /its size is more than 3 bytes/],
  ])('refuses a list with a wrong %s', async (_, lies, message) => {
    await mirror.addRepository('r', packages, { lies });

    await expect(read()).rejects.toThrow(message);
  });

  /** Warnings although the list is read. */
  async function warningsOf(lies: Lies): Promise<string[]> {
    await mirror.addRepository('r', packages, { lies });
    const repository = new RpmRepository(
      locate({ url: `${mirror.origin}/r`, optional: false }, 'x86_64'),
      { retryPolicy: ONCE },
    );
    const first = await repository.read(http, AbortSignal.timeout(20_000));
    const second = await repository.read(http, AbortSignal.timeout(20_000));
    expect(first.packages).toHaveLength(3);
    // An unchanged list is not requested again, and still warns.
    expect(second).toEqual(first);
    return first.warnings;
  }

  it.each<[string, Lies, string]>([
    ['timestamp', { timestamp: '' }, "timestamp of the list of packages is ''"],
    ['timestamp', { timestamp: '-5' }, "is '-5'"],
    ['timestamp', { timestamp: 'soon' }, "is 'soon'"],
    ['size', { size: '' }, "its size of the list of packages is ''"],
    ['size', { size: -1 }, "is '-1'"],
    [
      'open-size',
      { openSize: '' },
      "its open-size of the list of packages is ''",
    ],
    ['open-size', { openSize: -1 }, "is '-1'"],
    ['open-size', { openSize: '0x10' }, "is '0x10'"],
    [
      'open-checksum',
      { openChecksumType: 'sha', openChecksum: ZEROS },
      'its open-checksum of the list of packages is sha',
    ],
    [
      'open-checksum',
      { openChecksumType: 'blake3', openChecksum: ZEROS },
      'its open-checksum of the list of packages is blake3',
    ],
    ['open-checksum', { openChecksum: 'abc' }, "is 'abc'"],
    ['open-checksum', { openChecksum: 'z'.repeat(64) }, "is 'zzz"],
  ])('ignores a meaningless line: %s', async (_, lies, reason) => {
    expect(await warningsOf(lies)).toEqual([
      expect.stringMatching(
        new RegExp(`^${mirror.origin}/${REPOMD}: its .* and is ignored\\.$`),
      ),
    ]);
    expect((await warningsOf(lies))[0]).toContain(reason);
  });

  it.each<[string, Lies, RegExp]>([
    ['size of 10', { openSize: 10 }, /its size is \d+, not 10 bytes/],
    ['size of 10⁹', { openSize: 1e9 }, /its size is \d+, not 1000000000 bytes/],
    [
      'checksum',
      { openChecksum: ZEROS },
      /its sha256 checksum is .* not 0{64}/,
    ],
    [
      'size and checksum',
      { openChecksum: ZEROS, openSize: 10 },
      /its size is \d+, not 10 bytes/,
    ],
  ])(
    'warns about a wrong %s of the decompressed list, and uses it, because its own checksum is right',
    async (_, lies, reason) => {
      expect(await warningsOf(lies)).toEqual([
        expect.stringMatching(
          new RegExp(
            `^${mirror.origin}/${PRIMARY}: decompressed, it does not match .*: .*; it is used because its own checksum is right\\.$`,
          ),
        ),
      ]);
      expect((await warningsOf(lies))[0]).toMatch(reason);
    },
  );

  it.each<[string, Lies]>([
    ['size', { size: 0 }],
    ['open-size', { openSize: 0 }],
    ['size, with a fraction', { size: '0.0' }],
    ['timestamp', { timestamp: '0' }],
    ['open-checksum', { openChecksum: '' }],
    ['namespace', { isBare: true }],
  ])('treats an empty %s or 0 as missing', async (_, lies) => {
    expect(await warningsOf(lies)).toEqual([]);
  });

  it('accepts a fraction of a second', async () => {
    expect(await warningsOf({ timestamp: '1700000000.25' })).toEqual([]);
  });

  it.each<[string, Lies]>([
    ['has neither address nor checksum', { before: '<data type="primary"/>' }],
    [
      'has no address',
      {
        before: `<data type="primary"><checksum type="sha256">${ZEROS}</checksum><location/></data>`,
      },
    ],
    [
      'comes after it',
      {
        after: `<data type="primary"><checksum type="sha256">${ZEROS}</checksum><location href="repodata/other.xml.gz"/><size>1</size><open-size>1</open-size></data>`,
      },
    ],
    ['is of another type', { before: '<data type="primary_db"/><data/>' }],
  ])('uses the complete entry if another one %s', async (_, lies) => {
    expect(await warningsOf(lies)).toEqual([]);
  });

  it('uses the first entry with a strong checksum, and never combines two', async () => {
    const weak = `<data type="primary"><checksum type="sha">${ZEROS}</checksum><open-checksum type="sha256">${ZEROS}</open-checksum><location href="repodata/old.xml.gz"/><size>1</size><open-size>1</open-size></data>`;
    expect(await warningsOf({ before: weak })).toEqual([
      `${mirror.origin}/${REPOMD}: its checksum of the list of packages is sha and is ignored.`,
    ]);
  });

  it('reads a list with a wrong package count again, to its end, and says so', async () => {
    const list = primaryXml(packages).replace(/packages="\d+"/, 'packages="9"');
    await mirror.addPrimary('r', list);
    const repository = new RpmRepository(
      locate({ url: `${mirror.origin}/r`, optional: false }, 'x86_64'),
      { retryPolicy: ONCE },
    );

    const reading = await repository.read(http, AbortSignal.timeout(20_000));

    expect(reading.packages).toHaveLength(3);
    expect(reading.warnings).toEqual([
      `${mirror.origin}/${PRIMARY}: its package count is 9, but it has 3.`,
    ]);
    expect(mirror.requested).toEqual([
      `/${REPOMD}`,
      `/${PRIMARY}`,
      `/${PRIMARY}`,
    ]);
  });

  it('finds a kernel that a wrong package count hides from the fast reader', async () => {
    const [core] = packages;
    const hidden = primaryXml([core]).replace(
      '<package type="rpm">',
      '<package type="rpm"><name>bash</name><arch>noarch</arch><version ver="1" rel="1"/></package\n><package type="rpm">',
    );
    await mirror.addPrimary('r', hidden);
    const repository = new RpmRepository(
      locate({ url: `${mirror.origin}/r`, optional: false }, 'x86_64'),
      { retryPolicy: ONCE },
    );

    const reading = await repository.read(http, AbortSignal.timeout(20_000));
    expect(reading.packages).toMatchObject([{ name: 'kernel-core' }]);
  });

  it('refuses a truncated list', async () => {
    await mirror.addRepository('r', packages);
    mirror.setAnswer(PRIMARY, { cutAfter: 100 });

    await expect(read()).rejects.toThrow(
      `${mirror.origin}/${PRIMARY} broke off: the connection was cut`,
    );
  });

  it('refuses a replaced list', async () => {
    await mirror.addRepository('r', packages);
    mirror.setFile(PRIMARY, '<html>Please log in to the network</html>');

    await expect(read()).rejects.toThrow(/does not match .*: its size is 41/);
  });

  it("reads repomd.xml again if the list does not match, like during a mirror's update", async () => {
    await mirror.addRepository('r', packages);
    const list = mirror.file(PRIMARY)!;
    mirror.setFile(PRIMARY, 'the next list');
    mirror.setAnswer(REPOMD, {
      get status() {
        if (mirror.requested.filter(path => path === `/${REPOMD}`).length > 1) {
          mirror.setFile(PRIMARY, list);
        }
        return 200;
      },
    });

    await expect(read(2)).resolves.toHaveLength(3);
  });

  it('retries after a 503', async () => {
    await mirror.addRepository('r', packages);
    mirror.setAnswer(REPOMD, {
      headers: { 'retry-after': '0' },
      get status() {
        return mirror.requested.length < 3 ? 503 : 200;
      },
    });

    await expect(read(3)).resolves.toHaveLength(3);
  });

  it.each([REPOMD, PRIMARY])(
    'waits as long as a mirror demands for %s, or gives up if that is too long',
    async path => {
      await mirror.addRepository('r', packages);
      mirror.setAnswer(path, {
        status: 503,
        headers: { 'retry-after': '3600' },
      });

      await expect(read(3)).rejects.toThrow('answered 503');
      expect(
        mirror.requested.filter(requested => requested === `/${path}`),
      ).toHaveLength(1);
    },
  );

  it.each([
    ['HTML', '<!DOCTYPE html><html></html>', 'It has a DOCTYPE'],
    ['no XML', 'nothing here', 'text is outside of its root'],
    ['another list', '<other/>', 'It does not name a list of packages'],
    [
      'entities of its own',
      '<!DOCTYPE repomd [<!ENTITY a "aaaa">]><repomd>&a;</repomd>',
      'It has a DOCTYPE',
    ],
    [
      'an unknown entity',
      '<repomd>&a;</repomd>',
      'the entity "&a;" is not known',
    ],
    [
      'elements without end',
      '<a>'.repeat(40),
      'its elements are nested too deep',
    ],
  ])('refuses a repomd.xml that is %s', async (_, content, message) => {
    mirror.setFile(REPOMD, content);

    await expect(read()).rejects.toThrow(
      `${mirror.origin}/${REPOMD} could not be parsed: `,
    );
    await expect(read()).rejects.toThrow(message);
  });

  it('refuses other content than a list of packages', async () => {
    await mirror.addPrimary('r', '<html><body/></html>');

    await expect(read()).rejects.toThrow('It is not a list of packages');
  });

  it('refuses weak checksums', async () => {
    await mirror.addRepository('r', packages, {
      lies: { checksumType: 'md5' },
    });

    await expect(read()).rejects.toThrow(
      'Its checksums are md5; sha224, sha256, sha384, sha512 are supported',
    );
  });

  it.each<[string, Lies]>([
    ['a path to another host', { href: 'http://127.0.0.1:1/p.xml.gz' }],
    ['a path without a host', { href: '//127.0.0.1:1/p.xml.gz' }],
    ['a file', { href: 'file:///etc/passwd' }],
    ['a base that is a file', { base: 'file:///etc/', href: 'passwd' }],
  ])('refuses %s', async (_, lies) => {
    await mirror.addRepository('r', packages, { lies });

    await expect(read()).rejects.toThrow(
      'names a list of packages at another host or by another protocol, which is refused',
    );
  });

  it('follows xml:base to another host', async () => {
    const other = await TestMirror.start();
    try {
      await other.addRepository('elsewhere', packages);
      await mirror.addRepository('r', packages, {
        lies: { base: `${other.origin}/elsewhere/` },
      });

      await expect(read()).resolves.toHaveLength(3);
      expect(other.requested).toEqual(['/elsewhere/repodata/primary.xml.gz']);
    } finally {
      await other.close();
    }
  });

  it('stays at the mirror that a redirect chose', async () => {
    const chosen = await TestMirror.start();
    try {
      await chosen.addRepository('pub/r', packages);
      mirror.setAnswer(REPOMD, {
        status: 302,
        headers: { location: `${chosen.origin}/pub/${REPOMD}` },
      });

      await expect(read()).resolves.toHaveLength(3);
      expect(chosen.requested).toEqual([`/pub/${REPOMD}`, `/pub/${PRIMARY}`]);
    } finally {
      await chosen.close();
    }
  });
});
