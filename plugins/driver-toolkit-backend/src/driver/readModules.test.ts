import { gzipSync, zstdCompressSync } from 'node:zlib';
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

    expect(await readModules(tar)).toEqual([
      { path: 'm/plain.ko', vermagic: VERMAGIC },
      { path: 'm/small.ko.gz', vermagic: VERMAGIC },
      { path: 'm/tiny.ko.zst', vermagic: VERMAGIC },
      { path: 'm/broken.ko', vermagic: undefined },
    ]);
  });
});
