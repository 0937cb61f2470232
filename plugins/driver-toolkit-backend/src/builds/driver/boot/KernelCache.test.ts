import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { ImageFiles } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { pack } from 'tar-stream';
import { KernelCache } from './KernelCache';

const RELEASE = '6.12.0-1.el10.x86_64';
const MODULES = `/usr/lib/modules/${RELEASE}`;
/** An ELF file with the note that names the entry. */
const VMLINUX = Buffer.concat([
  Buffer.from('\x7fELF and much more', 'latin1'),
  Buffer.from([4, 0, 0, 0, 4, 0, 0, 0, 18, 0, 0, 0]),
  Buffer.from('Xen\0', 'latin1'),
  Buffer.alloc(4),
]);
const IMAGE = Buffer.from('an arm64 Image');

/** A bzImage around a payload. */
function bzImage(payload: Buffer): Buffer {
  const head = Buffer.alloc(0x400);
  head[0x1f1] = 1;
  head.write('HdrS', 0x202);
  head.writeUInt32LE(payload.length, 0x24c);
  return Buffer.concat([head, payload, Buffer.from('signature')]);
}

/** An EFI image that unpacks itself. */
function zboot(payload: Buffer): Buffer {
  const head = Buffer.alloc(96);
  head.write('MZ');
  head.write('zimg', 4);
  head.writeUInt32LE(head.length, 8);
  head.writeUInt32LE(payload.length, 12);
  return Buffer.concat([head, payload, Buffer.from('signature')]);
}

describe('KernelCache', () => {
  let folder: string;
  let cache: KernelCache;
  let reads: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kernels-'));
    cache = new KernelCache({ keep: async () => folder });
    reads = [];
  });

  afterEach(() => rm(folder, { recursive: true }));

  function toolkit(files: Record<string, Buffer | string>): ImageFiles {
    return {
      readPath: async (path, read, signal) => {
        await new Promise(resolve => setTimeout(resolve, 5));
        signal.throwIfAborted();
        reads.push(path);
        if (files[path] === undefined) {
          return undefined;
        }
        const tar = pack();
        tar.entry({ name: posix.basename(path) }, files[path]);
        tar.finalize();
        return read(Readable.from(tar));
      },
    };
  }

  const lend = <T>(
    image: ImageFiles,
    use: (kernel: { path: string; folder: string }) => Promise<T> = async () =>
      undefined as T,
    {
      toolkitImage = 'dtk@sha256:1',
      architecture = 'x86_64',
      signal = new AbortController().signal,
    } = {},
  ) =>
    cache.lend(
      image,
      { toolkitImage, architecture, unameRelease: RELEASE },
      signal,
      use,
    );

  const extract = (kernel: Buffer, architecture?: string) =>
    lend(
      toolkit({ [`${MODULES}/vmlinuz`]: kernel }),
      ({ path }) => readFile(path),
      { architecture, toolkitImage: `dtk@${Math.random()}` },
    );

  it('unpacks a kernel that the machine can enter without its loader', async () => {
    const withSize = (packed: Buffer) =>
      Buffer.concat([packed, Buffer.alloc(4)]);
    expect(await extract(bzImage(gzipSync(VMLINUX)))).toEqual(VMLINUX);
    expect(await extract(bzImage(withSize(zstdCompressSync(VMLINUX))))).toEqual(
      VMLINUX,
    );
    expect(await extract(zboot(gzipSync(IMAGE)), 'aarch64')).toEqual(IMAGE);
    expect(await extract(gzipSync(IMAGE), 'aarch64')).toEqual(IMAGE);
  });

  it('leaves others to their own loader', async () => {
    const kernels = [
      bzImage(Buffer.from('\x02!L\x18 in LZ4', 'latin1')),
      bzImage(gzipSync(Buffer.from('\x7fELF without the note', 'latin1'))),
      bzImage(gzipSync(VMLINUX).subarray(0, 20)),
      Buffer.from('short'),
    ];
    for (const kernel of kernels) {
      expect(await extract(kernel)).toEqual(kernel);
    }
    expect(await extract(IMAGE, 'aarch64')).toEqual(IMAGE);
  });

  it('finds the kernel in /boot, and says where it looked', async () => {
    const image = toolkit({ [`/boot/vmlinuz-${RELEASE}`]: 'kernel' });
    expect(await lend(image, async ({ path }) => readFile(path, 'utf8'))).toBe(
      'kernel',
    );
    await expect(
      lend(toolkit({}), undefined, { toolkitImage: 'dtk@sha256:2' }),
    ).rejects.toThrow(
      `The toolkit image has no kernel to boot, as \`check.boot\` of driver.yaml asks for: there is none of ${MODULES}/vmlinuz, /lib/modules/${RELEASE}/vmlinuz, /boot/vmlinuz-${RELEASE}.`,
    );
  });

  it('reads a toolkit image once, and keeps few kernels', async () => {
    const image = toolkit({ [`${MODULES}/vmlinuz`]: 'kernel' });
    await Promise.all([lend(image), lend(image)]);
    await lend(image);
    expect(reads.filter(path => path.endsWith('vmlinuz'))).toHaveLength(1);

    for (let i = 0; i < 6; i++) {
      await lend(image, undefined, { toolkitImage: `dtk@sha256:other${i}` });
    }
    expect(await readdir(folder)).toHaveLength(4);
  });

  it('removes no kernel that is in use', async () => {
    const image = toolkit({ [`${MODULES}/vmlinuz`]: 'kernel' });
    const content = await lend(image, async ({ path }) => {
      for (let i = 0; i < 6; i++) {
        await lend(image, undefined, { toolkitImage: `dtk@sha256:other${i}` });
      }
      return readFile(path, 'utf8');
    });
    expect(content).toBe('kernel');
  });

  it('reads again if the build that was reading is cancelled', async () => {
    const image = toolkit({ [`${MODULES}/vmlinuz`]: 'kernel' });
    const control = new AbortController();
    const cancelled = lend(image, undefined, { signal: control.signal });
    const other = lend(image, async ({ path }) => readFile(path, 'utf8'));
    control.abort(new Error('cancelled'));
    await expect(cancelled).rejects.toThrow('cancelled');
    expect(await other).toBe('kernel');
  });
});
