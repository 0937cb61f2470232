import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { pack, type Header, type Pack } from 'tar-stream';
import { elfWithModinfo } from '../__testUtils__/elf';
import { readModules } from './readModules';

const VERMAGIC = '5.14.0-391.el9.x86_64 SMP preempt mod_unload modversions ';
const FOLDER = '/lib/modules/m';
const good = elfWithModinfo({ vermagic: VERMAGIC });
const info = { architecture: 'x86_64', vermagic: VERMAGIC };

describe('readModules', () => {
  let workFolder: string;

  beforeEach(async () => {
    workFolder = await mkdtemp(join(tmpdir(), 'modules-'));
  });

  // Fails where something was left in it.
  afterEach(() => rmdir(workFolder));

  function read(fill: (tar: Pack) => void): ReturnType<typeof readModules> {
    const tar = pack();
    fill(tar);
    tar.finalize();
    return readModules(Readable.from(tar), FOLDER, workFolder);
  }

  it('finds modules, compressed ones too, and nothing else', async () => {
    const found = await read(tar => {
      tar.entry({ name: 'm/', type: 'directory' });
      tar.entry({ name: 'm/plain.ko' }, good);
      tar.entry({ name: 'm/small.ko.gz' }, gzipSync(good));
      tar.entry({ name: 'm/tiny.ko.zst' }, zstdCompressSync(good));
      tar.entry({ name: 'm/broken.ko' }, 'not a module');
      tar.entry({ name: 'm/modules.dep' }, 'plain.ko:');
      tar.entry({ name: 'm/folder.ko', type: 'directory' });
    });

    expect(found).toEqual([
      { path: `${FOLDER}/plain.ko`, info },
      { path: `${FOLDER}/small.ko.gz`, info },
      { path: `${FOLDER}/tiny.ko.zst`, info },
      { path: `${FOLDER}/broken.ko`, info: undefined },
    ]);
  });

  it('reads each module by itself', async () => {
    const other = elfWithModinfo({ vermagic: 'other' });
    const found = await read(tar => {
      tar.entry({ name: 'm/long.ko' }, Buffer.concat([good, good]));
      tar.entry({ name: 'm/other.ko' }, other);
      // What the one before it had must not make up for what this one lacks.
      tar.entry({ name: 'm/cut.ko' }, good.subarray(0, 100));
    });

    expect(found.map(one => one.info?.vermagic)).toEqual([
      VERMAGIC,
      'other',
      undefined,
    ]);
  });

  it.each<[string, Partial<Header>, string | undefined]>([
    ['a hard link', { type: 'link', linkname: 'm/a' }, `${FOLDER}/a`],
    ['a link', { type: 'symlink', linkname: 'a' }, `${FOLDER}/sub/a`],
    ['a link up', { type: 'symlink', linkname: '../a' }, `${FOLDER}/a`],
    ['a link out', { type: 'symlink', linkname: '/etc/a' }, '/etc/a'],
    ['a device', { type: 'character-device' }, undefined],
  ])('says where %s leads', async (_, header, linkTo) => {
    const found = await read(tar => {
      tar.entry({ name: 'm/sub/b.ko', ...header });
    });
    expect(found).toEqual([{ path: `${FOLDER}/sub/b.ko`, linkTo }]);
  });

  it('shows a name on one line, and not the whole of a long one', async () => {
    const found = await read(tar => {
      tar.entry({ name: `m/a\nVerified: b\u202e.ko` }, good);
      tar.entry({ name: `m/${'x'.repeat(5000)}.ko` }, good);
      tar.entry({ name: 'm/../../../../etc/c.ko' }, good);
    });
    expect(found.map(({ path }) => path)).toEqual([
      `${FOLDER}/a Verified: b\ufffd.ko`,
      `${FOLDER}/xxx`.padEnd(300, 'x'),
      '/etc/c.ko',
    ]);
  });

  it.each([
    ['gzip', (bytes: Buffer) => gzipSync(bytes)],
    ['zstd', (bytes: Buffer) => zstdCompressSync(bytes)],
  ])('stops at a module that is a bomb of %s', async (_, compress) => {
    const bomb = compress(Buffer.alloc(2 ** 27 + 1));
    await expect(
      read(tar => {
        tar.entry({ name: 'm/bomb.ko' }, bomb);
      }),
    ).rejects.toThrow(
      `The module ${FOLDER}/bomb.ko in the image could not be read: It is larger than 134217728 bytes when decompressed`,
    );
  });

  it('stops where all modules together are too large', async () => {
    const large = zstdCompressSync(Buffer.alloc(2 ** 27));
    await expect(
      read(tar => {
        for (let i = 0; i < 8; i++) {
          tar.entry({ name: `m/${i}.ko` }, large);
        }
        tar.entry({ name: 'm/one-too-many.ko' }, good);
      }),
    ).rejects.toThrow('one-too-many.ko in the image could not be read');
  });

  it('takes 4096 modules and no more', async () => {
    const modules = (count: number) => (tar: Pack) => {
      for (let i = 0; i < count; i++) {
        tar.entry({ name: `m/${i}.ko` }, good);
      }
    };
    expect(await read(modules(4096))).toHaveLength(4096);
    await expect(read(modules(4097))).rejects.toThrow(
      `The folder ${FOLDER} in the image has more than 4096 kernel modules`,
    );
  });

  it.each([
    ['is damaged', gzipSync(good).subarray(0, -20)],
    [
      'has two vermagics',
      elfWithModinfo(Buffer.from('vermagic=1\0vermagic=2\0')),
    ],
  ])('says which module %s', async (_, bytes) => {
    await expect(
      read(tar => {
        tar.entry({ name: 'm/good.ko' }, good);
        tar.entry({ name: 'm/bad.ko.gz' }, bytes);
      }),
    ).rejects.toThrow(
      `The module ${FOLDER}/bad.ko.gz in the image could not be read`,
    );
  });

  it('fails with what the stream failed with', async () => {
    const tar = new Readable({
      read() {
        this.destroy(new Error('podman has gone'));
      },
    });
    await expect(readModules(tar, FOLDER, workFolder)).rejects.toThrow(
      'podman has gone',
    );
  });
});
