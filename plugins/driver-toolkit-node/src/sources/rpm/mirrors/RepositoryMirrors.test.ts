import { createHash } from 'node:crypto';
import { resolveTestHosts } from '../../../http/__testUtils__/resolveTestHosts';
import { HttpClient } from '../../../http/HttpClient';
import { kernelPackages } from '../__testUtils__/kernelPackages';
import type { Lies } from '../__testUtils__/repodata';
import { TestMirror } from '../__testUtils__/TestMirror';
import { RpmRepository } from '../RpmRepository';
import { locate } from './RepositoryLocation';

const REPOMD = 'pub/x86_64/repodata/repomd.xml';
const PRIMARY = 'pub/x86_64/repodata/primary.xml.gz';

const NO_RETRIES = { attempts: 1, baseDelay: 1, maxDelay: 1, maxRetryAfter: 1 };

describe('RpmRepository, with mirrors', () => {
  const http = HttpClient.create();
  let manager: TestMirror;
  let mirrors: TestMirror[];

  beforeEach(async () => {
    manager = await TestMirror.start();
    mirrors = [await TestMirror.start(), await TestMirror.start()];
    await publish('5.14.0-391.el9');
  });

  afterEach(async () => {
    await Promise.all([manager, ...mirrors].map(server => server.close()));
  });

  afterAll(async () => {
    await http.close();
  });

  async function publish(
    kernel: string,
    {
      timestamp = 1_700_000_000,
      at = mirrors,
      lies = {},
    }: { timestamp?: number; at?: TestMirror[]; lies?: Lies } = {},
  ) {
    for (const mirror of at) {
      await mirror.addRepository('pub/x86_64', kernelPackages({ kernel }), {
        timestamp,
        lies,
      });
    }
  }

  function mirrorlist(text?: string) {
    manager.setFile(
      'list?repo=r&arch=x86_64',
      text ??
        `# repo = r\n\n${mirrors
          .map(({ origin }) => `${origin}/pub/$basearch/`)
          .join('\n')}\n`,
    );
    return repository('mirrorlist', `${manager.origin}/list?repo=r&arch=$arch`);
  }

  function metalink(
    options: {
      content?: Buffer;
      alternates?: Buffer[];
      hashes?: string[];
    } = {},
  ) {
    const { content = mirrors[0].file(REPOMD)!, alternates = [] } = options;
    const { hashes = ['md5', 'sha1', 'sha256', 'sha512'] } = options;
    const verification = (file: Buffer) =>
      `<mm0:timestamp>1700000000</mm0:timestamp><size>${
        file.length
      }</size><verification>${hashes
        .map(
          type =>
            `<hash type="${type}">${createHash(type)
              .update(file)
              .digest('hex')}</hash>`,
        )
        .join('')}</verification>`;
    const older = alternates
      .map(file => `<mm0:alternate>${verification(file)}</mm0:alternate>`)
      .join('');
    const urls = mirrors.map(
      ({ origin }, index) =>
        `<url protocol="http" type="http" location="DE" preference="${
          100 - index
        }" >${origin}/${REPOMD}</url>`,
    );
    manager.setFile(
      'metalink?repo=r&arch=x86_64',
      `<?xml version="1.0" encoding="utf-8"?>
<metalink version="3.0" xmlns="http://www.metalinker.org/" type="dynamic" xmlns:mm0="http://fedorahosted.org/mirrormanager">
 <files><file name="repomd.xml">${verification(
   content,
 )}<mm0:alternates>${older}</mm0:alternates>
  <resources maxconnections="1">
   <url protocol="rsync" type="rsync" preference="100">rsync://example.com/${REPOMD}</url>
   ${urls.reverse().join('\n')}
  </resources></file></files>
</metalink>`,
    );
    return repository(
      'metalink',
      `${manager.origin}/metalink?repo=r&arch=$arch`,
    );
  }

  function repository(kind: 'mirrorlist' | 'metalink', address: string) {
    return new RpmRepository(
      locate({ [kind]: address, optional: false }, 'x86_64'),
      { retryPolicy: NO_RETRIES },
    );
  }

  async function read(from: RpmRepository) {
    const { packages, warnings } = await from.read(
      http,
      AbortSignal.timeout(20_000),
    );
    return { releases: [...new Set(packages.map(p => p.release))], warnings };
  }

  describe.each([
    ['mirrorlist', () => mirrorlist()],
    ['metalink', () => metalink()],
  ])('of a %s', (_, create) => {
    it('asks the first mirror and no other', async () => {
      await expect(read(create())).resolves.toEqual({
        releases: ['391.el9'],
        warnings: [],
      });
      expect(mirrors[0].requested).toEqual([`/${REPOMD}`, `/${PRIMARY}`]);
      expect(mirrors[1].requested).toEqual([]);
    });

    it('asks the next one if the first gives no repomd.xml', async () => {
      const from = create();
      mirrors[0].setAnswer(REPOMD, { status: 503 });

      await expect(read(from)).resolves.toEqual({
        releases: ['391.el9'],
        warnings: [
          expect.stringContaining(
            `A mirror was skipped: ${mirrors[0].origin}/${REPOMD} answered 503`,
          ),
        ],
      });
    });

    it('asks the next one only for the file that is damaged at the first', async () => {
      const from = create();
      mirrors[0].setFile(PRIMARY, 'damaged');

      await expect(read(from)).resolves.toEqual({
        releases: ['391.el9'],
        warnings: [
          expect.stringContaining(
            `A mirror was skipped: ${mirrors[0].origin}/${PRIMARY} does not match the repository's repomd.xml`,
          ),
        ],
      });
      expect(mirrors[1].requested).toEqual([`/${PRIMARY}`]);
    });

    it('fails with all reasons if no mirror is usable', async () => {
      const from = create();
      mirrors[0].setAnswer(REPOMD, { status: 503 });
      mirrors[1].setAnswer(REPOMD, { status: 403 });

      const failure = await read(from).catch(error => error);

      expect(failure.name).toBe('ServiceUnavailableError');
      expect(failure.message).toMatch(/^None of 2 mirrors is usable: /);
      expect(failure.message).toContain(
        `${mirrors[0].origin}/${REPOMD} answered 503`,
      );
      expect(failure.message).toContain(
        `${mirrors[1].origin}/${REPOMD} answered 403`,
      );
    });

    it('does not request an already known list of packages', async () => {
      const from = create();
      await read(from);
      await read(from);

      expect(mirrors[0].requested).toEqual([
        `/${REPOMD}`,
        `/${PRIMARY}`,
        `/${REPOMD}`,
      ]);
    });
  });

  it("skips a mirror that is older than the metalink's versions, and names it", async () => {
    const stale = mirrors[0].file(REPOMD)!;
    await publish('5.14.0-392.el9', { at: [mirrors[1]] });
    const from = metalink({ content: mirrors[1].file(REPOMD)! });

    await expect(read(from)).resolves.toEqual({
      releases: ['392.el9'],
      warnings: [
        `A mirror was skipped: ${mirrors[0].origin}/${REPOMD} matches none of the 1 versions in the metalink: the mirror is stale or its copy was altered.`,
      ],
    });
    const tolerant = metalink({
      content: mirrors[1].file(REPOMD)!,
      alternates: [stale],
    });
    await expect(read(tolerant)).resolves.toEqual({
      releases: ['391.el9'],
      warnings: [],
    });
  });

  it('refuses a mirror with a valid but forged repomd.xml', async () => {
    const honest = mirrors[1].file(REPOMD)!;
    await publish('6.6.6-666.el9', { at: [mirrors[0]] });

    const { releases, warnings } = await read(metalink({ content: honest }));

    expect(releases).toEqual(['391.el9']);
    expect(warnings).toHaveLength(1);
  });

  it('skips a mirror of a mirrorlist that is older than the last reading', async () => {
    const from = mirrorlist();
    await publish('5.14.0-392.el9', { timestamp: 1_700_000_100 });
    await expect(read(from)).resolves.toMatchObject({ releases: ['392.el9'] });

    await publish('5.14.0-391.el9', { at: [mirrors[0]] });
    await expect(read(from)).resolves.toEqual({
      releases: ['392.el9'],
      warnings: [
        `A mirror was skipped: ${mirrors[0].origin}/pub/x86_64/ is stale: its list of packages is older than the one that was read before.`,
      ],
    });

    await publish('5.14.0-391.el9');
    await expect(read(from)).resolves.toMatchObject({ releases: ['391.el9'] });
  });

  it('does not treat a mirror without a time as older', async () => {
    const from = mirrorlist();
    await expect(read(from)).resolves.toMatchObject({ releases: ['391.el9'] });
    const [timeless] = mirrors;
    await publish('5.14.0-392.el9', {
      at: [timeless],
      lies: { timestamp: '' },
    });

    await expect(read(from)).resolves.toEqual({
      releases: ['392.el9'],
      warnings: [
        `${timeless.origin}/${REPOMD}: its timestamp of the list of packages is '' and is ignored.`,
      ],
    });
    // Without a time it is not older than anything.
    await publish('5.14.0-393.el9', { at: [timeless] });
    await expect(read(from)).resolves.toMatchObject({ releases: ['393.el9'] });
  });

  it('uses the versions of a metalink with a strong hash', async () => {
    const from = metalink();
    const list = manager.file('metalink?repo=r&arch=x86_64')!.toString();
    manager.setFile(
      'metalink?repo=r&arch=x86_64',
      list.replace(
        '<mm0:alternates>',
        '<mm0:alternates><mm0:alternate><verification><hash type="md5">0</hash></verification></mm0:alternate>',
      ),
    );

    await expect(read(from)).resolves.toEqual({
      releases: ['391.el9'],
      warnings: [],
    });
  });

  it('uses sha256 if sha512 is missing, and nothing weaker', async () => {
    await expect(
      read(metalink({ hashes: ['sha1', 'sha256'] })),
    ).resolves.toMatchObject({ releases: ['391.el9'] });
    await expect(read(metalink({ hashes: ['md5', 'sha1'] }))).rejects.toThrow(
      `${manager.origin}/metalink?repo=r&arch=x86_64 is no metalink: It has no sha512 or sha256 hash of repomd.xml`,
    );
  });

  it('treats a list without the repository as its absence', async () => {
    const unknown = mirrorlist(
      '# repo = r arch = x86_64 error: invalid repo or arch\n',
    );
    const failure = await read(unknown).catch(error => error);
    expect(failure.name).toBe('NotFoundError');

    manager.setAnswer('list?repo=r&arch=x86_64', { status: 404 });
    const missing = await read(unknown).catch(error => error);
    expect(missing.name).toBe('NotFoundError');
    expect(missing.message).toBe(
      `${manager.origin}/list?repo=r&arch=x86_64 answered 404: this list of mirrors does not exist; check repositories of the kernel source`,
    );
  });

  it('treats a metalink without the repository as its absence', async () => {
    const from = metalink();
    manager.setFile(
      'metalink?repo=r&arch=x86_64',
      `<?xml version="1.0" encoding="utf-8"?>
<metalink version="3.0" xmlns="http://www.metalinker.org/">
<!-- repo = r arch = x86_64 error: invalid repo or arch -->
</metalink>`,
    );

    await expect(read(from)).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('treats a repository as absent only if it is missing on every mirror', async () => {
    const from = mirrorlist();
    mirrors[0].setAnswer(REPOMD, { status: 404 });
    mirrors[1].setAnswer(REPOMD, { status: 500 });
    await expect(read(from)).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });

    mirrors[1].setAnswer(REPOMD, { status: 404 });
    await expect(read(from)).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it.each([
    ['nothing', ''],
    ['a page', '<!DOCTYPE html><html>Please log in</html>'],
    ['files', 'file:///etc/passwd\nrsync://example.com/\nftp://example.com/\n'],
  ])('does not treat a list of %s as an absence', async (_, text) => {
    await expect(read(mirrorlist(text))).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('It has no mirror that can be reached'),
    });
  });

  it('does not follow a public list to private mirrors', async () => {
    const outside = HttpClient.create({ resolve: resolveTestHosts });
    const at = (host: string, { origin }: TestMirror) =>
      `http://${host}:${new URL(origin).port}`;
    mirrorlist(
      [
        `${at('public-b.test', mirrors[0])}/pub/x86_64/`,
        `${at('private.test', mirrors[1])}/pub/x86_64/`,
      ].join('\n'),
    );
    const from = repository(
      'mirrorlist',
      `${at('public.test', manager)}/list?repo=r&arch=$arch`,
    );
    const readFrom = () => from.read(outside, AbortSignal.timeout(20_000));

    try {
      await expect(readFrom()).resolves.toMatchObject({ warnings: [] });

      await publish('5.14.0-392.el9', { at: [mirrors[0]] });
      mirrors[0].setAnswer(PRIMARY, { status: 500 });
      await expect(readFrom()).rejects.toThrow('is a private address');
      expect(mirrors[1].requested).toEqual([]);
    } finally {
      await outside.close();
    }
  });

  it('asks no more than six mirrors', async () => {
    const from = mirrorlist(
      Array.from({ length: 9 }, (_, i) => `${mirrors[0].origin}/${i}/`).join(
        '\n',
      ),
    );

    await expect(read(from)).rejects.toThrow('None of 6 mirrors is usable');
    expect(mirrors[0].requested).toHaveLength(6);
  });
});
