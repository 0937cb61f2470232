import { gzipSync, zstdCompressSync } from 'node:zlib';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { elfWithModinfo } from '../__testUtils__/elf';
import { readModinfo } from './modinfo';
import { readModules } from './readModules';

const VERMAGIC = '5.14.0-391.el9.x86_64 SMP preempt mod_unload modversions ';

describe('readModinfo', () => {
  it.each(['little', 'big'] as const)('reads a %s-endian module', order => {
    const module = elfWithModinfo(
      { license: 'GPL', vermagic: VERMAGIC, parm: 'a=b' },
      order,
    );
    expect([...readModinfo(module)!]).toEqual([
      ['license', 'GPL'],
      ['vermagic', VERMAGIC],
      ['parm', 'a=b'],
    ]);
  });

  it('takes nothing else for a module', () => {
    const module = elfWithModinfo({ vermagic: VERMAGIC });
    expect(readModinfo(Buffer.from('#!/bin/sh'))).toBeUndefined();
    expect(readModinfo(Buffer.alloc(0))).toBeUndefined();
    expect(readModinfo(module.subarray(0, 100))).toBeUndefined();
  });
});

describe('readModules', () => {
  it('finds modules, compressed ones too, and nothing that is not one', async () => {
    const module = elfWithModinfo({ vermagic: VERMAGIC });
    const tar = pack();
    tar.entry({ name: 'm/plain.ko' }, module);
    tar.entry({ name: 'm/small.ko.gz' }, gzipSync(module));
    tar.entry({ name: 'm/tiny.ko.zst' }, zstdCompressSync(module));
    tar.entry({ name: 'm/broken.ko' }, 'not a module');
    tar.entry({ name: 'm/modules.dep' }, 'plain.ko:');
    tar.entry({ name: 'm/host.ko', type: 'symlink', linkname: '/etc/passwd' });
    tar.finalize();

    expect(await readModules(Readable.from(tar))).toEqual([
      { path: 'm/plain.ko', vermagic: VERMAGIC },
      { path: 'm/small.ko.gz', vermagic: VERMAGIC },
      { path: 'm/tiny.ko.zst', vermagic: VERMAGIC },
      { path: 'm/broken.ko', vermagic: undefined },
    ]);
  });
});

it('stops at a module that is a bomb, and says which', async () => {
  const tar = pack();
  tar.entry({ name: 'm/bomb.ko.zst' }, zstdCompressSync(Buffer.alloc(2 ** 28)));
  tar.finalize();

  await expect(readModules(Readable.from(tar))).rejects.toThrow(
    'The module m/bomb.ko.zst in the image could not be read: It is larger than',
  );
});

it('says which module is damaged', async () => {
  const tar = pack();
  const damaged = gzipSync(elfWithModinfo({ vermagic: VERMAGIC }));
  tar.entry({ name: 'm/damaged.ko.gz' }, damaged.subarray(0, -20));
  tar.finalize();

  await expect(readModules(Readable.from(tar))).rejects.toThrow(
    'The module m/damaged.ko.gz in the image could not be read',
  );
});
