import {
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFile } from './__testUtils__/packageFile';
import { PackageCache } from './PackageCache';

const SOURCE = 'centos-stream-9';
const PLENTY = 1024 * 1024;

function unexpected(problem: string): void {
  throw new Error(problem);
}

describe('PackageCache', () => {
  let folder: string;
  let cache: PackageCache;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'package-cache-'));
    cache = await PackageCache.create(folder, PLENTY);
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  /** A build that lists the lent files, and adds files. */
  function build(
    files: Record<string, Buffer | string>,
    options: { source?: string; failure?: Error; in?: PackageCache } = {},
  ): Promise<string[]> {
    return (options.in ?? cache).lend(
      options.source ?? SOURCE,
      async ([flag, volume]) => {
        expect(flag).toBe('--volume');
        const [mounted, target, labels] = volume.split(':');
        expect([target, labels]).toEqual(['/mnt', 'z']);
        expect(await readdir(mounted)).toEqual(['driver-toolkit-packages']);
        const packages = join(mounted, 'driver-toolkit-packages');
        const found = await readdir(packages);
        for (const [name, content] of Object.entries(files)) {
          await writeFile(join(packages, name), content);
        }
        if (options.failure) {
          throw options.failure;
        }
        return found.sort();
      },
      unexpected,
    );
  }

  it('gives a build’s packages to the next build of the source', async () => {
    expect(await build({ 'a.rpm': 'A', 'b.rpm': 'B' })).toEqual([]);
    expect(await build({ 'c.rpm': 'C' })).toEqual(['a.rpm', 'b.rpm']);
    expect(await build({})).toEqual(['a.rpm', 'b.rpm', 'c.rpm']);
  });

  it('separates the packages of sources, because names may be the same', async () => {
    await build({ 'a.rpm': 'CentOS' });

    expect(await build({ 'a.rpm': 'Rocky' }, { source: 'rocky-9' })).toEqual(
      [],
    );
    expect(
      await readFile(join(folder, 'packages', SOURCE, 'a.rpm'), 'utf8'),
    ).toBe('CentOS');
  });

  it('keeps nothing but packages', async () => {
    await build({ 'a.rpm': 'A', 'metadata.xml': 'x' });
    await cache.lend(
      SOURCE,
      async ([, volume]) => {
        const [mounted] = volume.split(':');
        await symlink(
          '/etc/passwd',
          join(mounted, 'driver-toolkit-packages', 'link.rpm'),
        );
      },
      unexpected,
    );

    expect(await build({})).toEqual(['a.rpm']);
  });

  it('keeps complete packages of a failed build', async () => {
    const failure = new Error('The mirror is gone');
    const files = {
      'whole.rpm': packageFile(5000),
      'half.rpm': packageFile(2500, { announced: 5000 }),
    };

    await expect(build(files, { failure })).rejects.toBe(failure);

    expect(await build({})).toEqual(['whole.rpm']);
  });

  it('lends each build its own folder', async () => {
    await build({ 'a.rpm': 'A' });
    const lend = (use: (folder: string) => Promise<void>) =>
      cache.lend(
        SOURCE,
        ([, volume]) =>
          use(join(volume.split(':')[0], 'driver-toolkit-packages')),
        unexpected,
      );

    await lend(async outer => {
      await lend(async inner => {
        await writeFile(join(inner, 'b.rpm'), 'B');
        expect(await readdir(outer)).toEqual(['a.rpm']);
      });
      await rm(join(outer, 'a.rpm'));
      await writeFile(join(outer, 'b.rpm'), 'B');
    });

    expect(await build({})).toEqual(['a.rpm', 'b.rpm']);
    expect(await lentFolders()).toEqual([]);
  });

  it('deletes the oldest packages beyond its limit', async () => {
    const kept = (name: string) => join(folder, 'packages', SOURCE, name);
    await build({ 'old.rpm': Buffer.alloc(400), 'new.rpm': Buffer.alloc(400) });
    const longAgo = new Date(0);
    await utimes(kept('old.rpm'), longAgo, longAgo);

    const small = await PackageCache.create(folder, 1000);
    await build({ 'newest.rpm': Buffer.alloc(500) }, { in: small });
    await small.close();

    expect(await build({})).toEqual(['new.rpm', 'newest.rpm']);
  });

  it('counts the time in the cache, not the age of the file', async () => {
    const before = Date.now() - 1000;
    await cache.lend(
      SOURCE,
      async ([, volume]) => {
        const file = join(
          volume.split(':')[0],
          'driver-toolkit-packages',
          'a.rpm',
        );
        await writeFile(file, 'A');
        await utimes(file, new Date(0), new Date(0));
      },
      unexpected,
    );

    const { mtimeMs } = await stat(join(folder, 'packages', SOURCE, 'a.rpm'));
    expect(mtimeMs).toBeGreaterThan(before);
  });

  it('builds without it if it cannot be used, and says so', async () => {
    const problems: string[] = [];
    await rm(join(folder, 'packages'), { recursive: true });
    await writeFile(join(folder, 'packages'), 'a file');

    const lent = await cache.lend(
      SOURCE,
      async given => given,
      problem => problems.push(problem),
    );

    expect(lent).toEqual([]);
    expect(problems).toEqual([
      expect.stringMatching(
        /^Packages of earlier builds cannot be used: ENOTDIR/,
      ),
    ]);
  });

  it('removes folders that a dead backend had lent', async () => {
    // No process has this start time.
    const abandoned = join(folder, 'lent', `${process.pid}-1-abcdef`);
    await writeFile(abandoned, '');

    await cache.reap();

    expect(await readdir(join(folder, 'lent'))).toHaveLength(1);
    await cache.close();
    expect(await readdir(join(folder, 'lent'))).toEqual([]);
  });

  async function lentFolders(): Promise<string[]> {
    const [own] = await readdir(join(folder, 'lent'));
    return readdir(join(folder, 'lent', own));
  }
});
