import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { pack } from 'tar-stream';
import { removeFolder } from '../../machine/removeFolder';
import { ArchiveForge, type ArchiveEntry } from './__testUtils__/ArchiveForge';
import { checkOut } from './checkOut';
import { MAX_DEPTH } from './CheckoutMeter';

const KIB = 1024;

describe('checkOut', () => {
  let folder: string;
  let forge: ArchiveForge | undefined;
  let ended: AbortController;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'check-out-'));
    ended = new AbortController();
  });

  afterEach(async () => {
    await forge?.stop();
    forge = undefined;
    // The unpacking may still write its last file.
    await removeFolder(folder);
  });

  function checkOutBy(
    urlReader: UrlReaderService,
    location: string,
    maxBytes: number,
  ): ReturnType<typeof checkOut> {
    return checkOut({ location }, folder, urlReader, maxBytes, {
      signal: ended.signal,
      log: () => {},
      retryDelays: [],
    });
  }

  async function checkOutOf(archive: () => Readable, maxBytes = 100 * KIB) {
    forge = await ArchiveForge.start(archive);
    return checkOutBy(forge.urlReader, forge.location, maxBytes);
  }

  const ofFiles = (files: Record<string, ArchiveEntry>) => () =>
    Readable.from(ArchiveForge.tarOf(files));
  const deep = (depth: number) => `${'d/'.repeat(depth)}file`;

  it('accepts bytes up to the limit, and not one more', async () => {
    const files = (more: number) =>
      ofFiles({
        a: { content: Buffer.alloc(60 * KIB) },
        'b/c': { content: Buffer.alloc(40 * KIB + more) },
      });
    const { directory } = await checkOutOf(files(0));
    expect(await readdir(directory)).toEqual(['a', 'b']);
    await forge!.stop();

    await expect(checkOutOf(files(1))).rejects.toThrow(
      'has more than 102400 bytes, which is refused; `driverToolkit.drivers.checkoutMaxBytes` is the limit.',
    );
  });

  it('accepts a file at the deepest allowed level, and none deeper', async () => {
    await checkOutOf(ofFiles({ [deep(MAX_DEPTH)]: { content: 'x' } }));
    await forge!.stop();

    await expect(
      checkOutOf(ofFiles({ [deep(MAX_DEPTH + 1)]: { content: 'x' } })),
    ).rejects.toThrow(
      `has a file more than 64 folders deep, which is refused: d/d/`,
    );
  });

  it('stops reading an endless archive, and writes no more than the limit', async () => {
    const endless = Readable.from(
      (async function* files() {
        for (let i = 0; ; i++) {
          const one = pack();
          one.entry({ name: `top/${i}` }, Buffer.alloc(50 * KIB, `${i}`));
          for await (const chunk of one as AsyncIterable<Buffer>) {
            yield chunk;
            if (chunk.length !== 512) {
              break;
            }
          }
          yield Buffer.alloc((512 - ((50 * KIB) % 512)) % 512);
        }
      })(),
    );
    // The reader disconnects, which is not an error of this test.
    endless.on('error', () => {});
    await expect(checkOutOf(() => endless)).rejects.toThrow(
      'has more than 102400 bytes',
    );
    expect((await readdir(join(folder, 'repository'))).length).toBeLessThan(3);
    if (!endless.destroyed) {
      await new Promise(resolve => endless.once('close', resolve));
    }
  });

  /** A checkout with a reader that writes without asking. */
  function unasked(write: (targetDir: string) => Promise<void>) {
    return checkOutBy(
      {
        readTree: async () => ({
          etag: '',
          dir: async (options: { targetDir: string }) => {
            await write(options.targetDir);
            return options.targetDir;
          },
        }),
      } as unknown as UrlReaderService,
      'https://forge.example.com/simple',
      100 * KIB,
    );
  }

  it('counts all files again after the reader, in each folder', async () => {
    const write = (bytes: number) => async (targetDir: string) => {
      await mkdir(join(targetDir, 'a', 'b'), { recursive: true });
      await writeFile(join(targetDir, 'a', 'b', 'c'), Buffer.alloc(50 * KIB));
      await writeFile(join(targetDir, 'd'), Buffer.alloc(bytes));
    };
    await unasked(write(50 * KIB));
    await expect(unasked(write(50 * KIB + 1))).rejects.toThrow(
      'The repository https://forge.example.com/simple has more than 102400 bytes',
    );
    await expect(
      unasked(async targetDir => {
        const path = join(targetDir, ...deep(MAX_DEPTH + 1).split('/'));
        await mkdir(path, { recursive: true });
      }),
    ).rejects.toThrow('64 folders deep');
  });

  it('ends with the build even if the reader does not', async () => {
    const hanging = unasked(() => {
      ended.abort(new Error('cancelled'));
      return new Promise(() => {});
    });
    await expect(hanging).rejects.toThrow('cancelled');
  });

  it('unpacks nothing out of its folder', async () => {
    const { directory } = await checkOutOf(
      ofFiles({
        '../../../out': { content: 'x' },
        'link-out': { type: 'symlink', linkname: '/etc' },
        'hard-out': { type: 'link', linkname: '/etc/hosts' },
        device: { type: 'character-device' },
        pipe: { type: 'fifo' },
        Containerfile: { content: 'FROM scratch' },
      }),
    );
    expect(await readdir(directory)).toEqual(['Containerfile']);
    expect(await readdir(folder)).toEqual(['repository']);
  });
});
