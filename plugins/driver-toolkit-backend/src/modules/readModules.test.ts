import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { constants, gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { pack, type Header, type Pack } from 'tar-stream';
import { elfWithModinfo, elfWithSymbols } from '../__testUtils__/elf';
import { readModules } from './readModules';

const VERMAGIC = '5.14.0-391.el9.x86_64 SMP preempt mod_unload modversions ';
const FOLDER = '/lib/modules/m';
const good = elfWithModinfo({ vermagic: VERMAGIC });
const info = expect.objectContaining({
  architecture: 'x86_64',
  vermagic: VERMAGIC,
});

/**
 * NULs compressed by xz with `--check=crc32 --lzma2=dict=…,nice=273`, gzipped.
 */
const xzOfNulls = (gzipped: string) =>
  gunzipSync(Buffer.from(gzipped, 'base64'));
const XZ_OF_20_MIB = xzOfNulls(
  'H4sIAAAAAAACA/trXhURxcDAmKl0z4yJQZFRjIGBoUT/6eL//wUZc2IZGPL//v+/ePt/dzsP0SLLxMAdkzSeLW5j//nuiVzTZf2jVjaM3hvrTnZ1+eov5r1Zv+xxj7Jg8INIiaOlXY/Kf2ybUs+TdeBeiWfKo5cxwZtYbnx34Vkdz5vr9vLp4bKO7dPC12zzfZgpm//bu0Mgx+l0h30MQ/8Fv/VqGlMK5W37VR4WzFuuHP9G43Trxakzuuq0Jn5SL/0ueYBthu+MvzfWX53Af0Q1+MfXiWaGrEs3vMs/WODrznNxouCqtQmyu85tVJeIiWx7mRYUse9l2ZrIJ0+jWTl+Hr+19s/vIO2Ss3LRCk4/7wbb/tBM4bRuOK2Vc3+r9Ycje/XiV/Hbeac5TRDm+y8w+UdhReQP7rP/p2q48a/8U3Pv9ywDvbAD/a2fmxsPpFLZ6j0e6s8i5v8XYNRmeFMcvPzvvnU1hlLzt/ca5o2cMCDN6kB++02jATYaYKMBNhpgowE2GmCjATYaYKMBNjAB1sAZwsDKcMx0RjUDg7hJuQUD4wmJhoYGrpUeLjvtDHi7mYB9CgbGyCgAcDaUj2wMAAA=',
);
const XZ_OF_20_MIB_DICTIONARY_64 = xzOfNulls(
  'H4sIAAAAAAACA/trXhURxcDAmKl0z4yJQZFRhoGBQeB8xJn//wUZc2IZGPL//v+/ePt/dzsP0SLLxMAdkzSeLW5j//nuiVzTZf2jVjaM3hvrTnZ1+eov5r1Zv+xxj7Jg8INIiaOlXY/Kf2ybUs+TdeBeiWfKo5cxwZtYbnx34Vkdz5vr9vLp4bKO7dPC12zzfZgpm//bu0Mgx+l0h30MQ/8Fv/VqGlMK5W37VR4WzFuuHP9G43Trxakzuuq0Jn5SL/0ueYBthu+MvzfWX53Af0Q1+MfXiWaGrEs3vMs/WODrznNxouCqtQmyu85tVJeIiWx7mRYUse9l2ZrIJ0+jWTl+Hr+19s/vIO2Ss3LRCk4/7wbb/tBM4bRuOK2Vc3+r9Ycje/XiV/Hbeac5TRDm+y8w+UdhReQP7rP/p2q48a/8U3Pv9ywDvbAD/a2fmxsPpFLZ6j0e6s8i5v8XYNRmeFMcvPzvvnU1hlLzt/ca5o2cMCDN6kB++02jATYaYKMBNhpgowE2GmCjATYaYKMBNjAB1sAZwsDKcMx0RjUDg7hJuQUD4wmJhoYGrpUeLjvtDHi7mYB9CgbGyCgAcDaUj2wMAAA=',
);
const XZ_OF_16_MIB_DICTIONARY_64 = xzOfNulls(
  'H4sIAAAAAAACA/trXhURxcDAmKl0z4yJQZFRhoGBQeB8xJn//wUZc2IZGPL//v+/ePt/dzsP0SLLxMAdkzSeLW5j//nuiVzTZf2jVjaM3hvrTnZ1+eov5r1Zv+xxj7Jg8INIiaOlXY/Kf2ybUs+TdeBeiWfKo5cxwZtYbnx34Vkdz5vr9vLp4bKO7dPC12zzfZgpm//bu0Mgx+l0h30MQ/8Fv/VqGlMK5W37VR4WzFuuHP9G43Trxakzuuq0Jn5SL/0ueYBthu+MvzfWX53Af0Q1+MfXiWaGrEs3vMs/WODrznNxouCqtQmyu85tVJeIiWx7mRYUse9l2ZrIJ0+jWTl+Hr+19s/vIO2Ss3LRCk4/7wbb/tBM4bRuOK2Vc3+r9Ycje/XiV/Hbeac5TRDm+y8w+UdhReQP7rP/p2q48a/8U3Pv9ywDvbAD/a2fmxsPpFLZ6j0e6s8i5v8XYNRmeFMcvPzvvnU1hlLzt/ca5o2cMCDN6kB++02jATYaYKMBNhpgowE2GmCjAYYrwBrYyxhYGLZn/ikBNu0YvBbWLGFgfCrc0NDAUcO3YradAW83E0iCMTIKAJma/4UMCgAA',
);

describe('readModules', () => {
  let workFolder: string;

  beforeEach(async () => {
    workFolder = await mkdtemp(join(tmpdir(), 'modules-'));
  });

  // Fails if something was left in it.
  afterEach(() => rmdir(workFolder));

  function read(fill: (tar: Pack) => void): ReturnType<typeof readModules> {
    const tar = pack();
    fill(tar);
    tar.finalize();
    return readModules(Readable.from(tar), FOLDER, workFolder);
  }

  it('finds modules, also compressed ones, and nothing else', async () => {
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
      // The previous module's values must not fill in for missing ones.
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
  ])('follows %s', async (_, header, linkTo) => {
    const found = await read(tar => {
      tar.entry({ name: 'm/sub/b.ko', ...header });
    });
    expect(found).toEqual([{ path: `${FOLDER}/sub/b.ko`, linkTo }]);
  });

  it('shows a name on one line, and shortens a long one', async () => {
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

  it('limits the symbols of all modules together', async () => {
    const symbols = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`s${index}`, index]),
      );
    const many = elfWithSymbols(
      { vermagic: VERMAGIC },
      { needs: symbols(25_000) },
    );
    const fill = (tar: Pack, last: number) => {
      for (let index = 0; index < 7; index++) {
        tar.entry({ name: `m/${index}.ko` }, many);
      }
      tar.entry(
        { name: 'm/last.ko' },
        elfWithSymbols(
          { vermagic: VERMAGIC },
          { needs: symbols(last - 1000), exports: symbols(1000) },
        ),
      );
    };
    expect(await read(tar => fill(tar, 25_000))).toHaveLength(8);
    await expect(read(tar => fill(tar, 25_001))).rejects.toThrow(
      'The modules of the folder /lib/modules/m in the image need or export more than 200000 symbols, which is refused.',
    );
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

  it('decompresses a large module only if that needs little memory', async () => {
    const large = Buffer.alloc(20 * 1024 ** 2);
    const compressed = (windowLog: number) =>
      zstdCompressSync(large, {
        params: { [constants.ZSTD_c_windowLog]: windowLog },
      });
    const found = await read(tar => {
      tar.entry({ name: 'm/a.ko.zst' }, compressed(23));
    });
    expect(found).toEqual([{ path: `${FOLDER}/a.ko.zst`, info: undefined }]);
    await expect(
      read(tar => {
        tar.entry({ name: 'm/a.ko.zst' }, compressed(24));
      }),
    ).rejects.toThrow('The module');
  });

  it.each([
    ['8 MiB', XZ_OF_20_MIB],
    ['less than what comes out', XZ_OF_16_MIB_DICTIONARY_64],
  ])('decompresses a large module with a dictionary of %s', async (_, xz) => {
    const found = await read(tar => {
      tar.entry({ name: 'm/a.ko.xz' }, xz);
    });
    expect(found).toEqual([{ path: `${FOLDER}/a.ko.xz`, info: undefined }]);
  });

  it('says how to compress a module whose dictionary is too large', async () => {
    await expect(
      read(tar => {
        tar.entry({ name: 'm/a.ko.xz' }, XZ_OF_20_MIB_DICTIONARY_64);
      }),
    ).rejects.toThrow(
      'It is larger than 16777216 bytes when decompressed, which is refused of xz with a dictionary of more than 8388608 bytes; xz -6 takes a smaller one',
    );
  });

  it('stops if all modules together are too large', async () => {
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

  it('accepts 4096 modules and no more', async () => {
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
  ])('names the module that %s', async (_, bytes) => {
    await expect(
      read(tar => {
        tar.entry({ name: 'm/good.ko' }, good);
        tar.entry({ name: 'm/bad.ko.gz' }, bytes);
      }),
    ).rejects.toThrow(
      `The module ${FOLDER}/bad.ko.gz in the image could not be read`,
    );
  });

  it("fails with the stream's error", async () => {
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
