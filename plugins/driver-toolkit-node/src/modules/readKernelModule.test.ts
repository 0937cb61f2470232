import { elfWithModinfo } from './__testUtils__/elf';
import type { ByteSource } from './ByteSource';
import { readKernelModule, type KernelModule } from './readKernelModule';

const UNAME = '5.14.0-391.el9.x86_64';
const VERMAGIC = `${UNAME} SMP preempt mod_unload modversions `;
const MIB = 1024 * 1024;

/** Counts the bytes read. */
class Bytes implements ByteSource {
  readonly #bytes: Buffer;
  bytesRead = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  read(offset: number, length: number): Buffer {
    const read = this.#bytes.subarray(offset, offset + length);
    this.bytesRead += read.length;
    return read;
  }
}

/** A module with no more than that. */
const moduleOf = (values: KernelModule) => ({
  depends: [],
  softDependencies: [],
  importedNamespaces: [],
  ...values,
});
const read = (bytes: Buffer) => readKernelModule(new Bytes(bytes));
const readSection = (
  section: string | Buffer,
  shape?: Parameters<typeof elfWithModinfo>[1],
) => read(elfWithModinfo(Buffer.from(section), shape));

describe('readKernelModule', () => {
  it.each([
    ['x86_64', { machine: 62 }],
    ['aarch64', { machine: 183 }],
    ['ppc64le', { machine: 21 }],
    ['s390x', { machine: 22, order: 'big' }],
    ['64-bit big-endian ppc64', { machine: 21, order: 'big' }],
    ['64-bit little-endian RISC-V', { machine: 243 }],
    ['64-bit little-endian machine 4711', { machine: 4711 }],
  ] as const)('reads a module for %s', (architecture, shape) => {
    const module = elfWithModinfo(
      { license: 'GPL', vermagic: VERMAGIC, parm: 'a=b' },
      shape,
    );
    expect(read(module)).toEqual(
      moduleOf({ architecture, license: 'GPL', vermagic: VERMAGIC }),
    );
  });

  it.each([
    ['x86', 3, 'little'],
    ['ARM', 40, 'little'],
    ['PowerPC', 20, 'big'],
  ] as const)(
    'knows a 32-bit module for %s by its header',
    (name, machine, order) => {
      const module = elfWithModinfo(
        { vermagic: VERMAGIC },
        { bits: 32, machine, order },
      );
      expect(read(module)).toEqual({
        architecture: `32-bit ${order}-endian ${name}`,
      });
    },
  );

  it('treats nothing else as a module', () => {
    const module = elfWithModinfo({ vermagic: VERMAGIC });
    const withByte = (at: number, value: number) => {
      const changed = Buffer.from(module);
      changed[at] = value;
      return changed;
    };
    for (const bytes of [
      Buffer.from('#!/bin/sh'),
      Buffer.alloc(0),
      Buffer.alloc(64),
      withByte(0, 0), // magic
      withByte(4, 3), // class
      withByte(5, 0), // byte order
      withByte(58, 40), // size of a section header
    ]) {
      expect(read(bytes)).toBeUndefined();
    }
  });

  it('treats a truncated module as none', () => {
    const module = elfWithModinfo({ vermagic: VERMAGIC });
    for (let length = 0; length < module.length; length++) {
      expect(read(module.subarray(0, length))).toBeUndefined();
    }
    expect(read(module)).toBeDefined();
  });

  it('ignores a section that goes beyond the end of the file', () => {
    const module = elfWithModinfo({ vermagic: VERMAGIC });
    // The first of two section headers at the end: sh_size.
    module.writeBigUInt64LE(500_000n, module.length - 2 * 64 + 32);
    expect(read(module)).toBeUndefined();
  });

  it('says that a module has no vermagic', () => {
    expect(readSection('license=GPL\0')).toEqual(
      moduleOf({ architecture: 'x86_64', license: 'GPL' }),
    );
  });

  it.each([
    ['within another value', `alias=vermagic=1\0vermagic=2\0`, '2'],
    ['within a longer name', `xvermagic=1\0vermagic=2\0`, '2'],
    ['at the beginning', `vermagic=2\0a=b\0`, '2'],
    ['after padding', `\0\0vermagic=2\0`, '2'],
    ['without an end', `a=b\0vermagic=2`, '2'],
    ['twice the same', `vermagic=2\0vermagic=2\0`, '2'],
    ['empty', `vermagic=\0`, ''],
  ])('finds a vermagic %s', (_, section, vermagic) => {
    expect(readSection(section)).toMatchObject({ vermagic });
  });

  it.each([
    ['a longer second', `vermagic=1\0vermagic=12\0`, `'1' and '12'`],
    ['a second first', `vermagic=other\0vermagic=1\0`, `'other' and '1'`],
    ['a third', `vermagic=1\0vermagic=1\0vermagic=3\0`, `'1' and '3'`],
  ])('refuses two vermagics that differ: %s', (_, section, named) => {
    expect(() => readSection(section)).toThrow(
      `It has two vermagics that differ: ${named}`,
    );
  });

  it.each([1022, 1023, 1024, 1025, 60_000])(
    'finds the section after %d others',
    others => {
      expect(readSection('vermagic=2\0', { others })).toMatchObject({
        vermagic: '2',
      });
      expect(() =>
        readSection('vermagic=2\0', { others, sections: 2 }),
      ).toThrow('more than one');
    },
  );

  it('refuses a second .modinfo section', () => {
    expect(() =>
      readSection(`vermagic=${VERMAGIC}\0`, { sections: 2 }),
    ).toThrow('It has more than one .modinfo section');
  });

  it('accepts a section of 1 MiB and refuses a byte more, unread', () => {
    const vermagic = `vermagic=${VERMAGIC}\0`;
    const section = Buffer.alloc(MIB + 1);
    section.write(vermagic, MIB - vermagic.length);
    expect(readSection(section.subarray(0, MIB))).toMatchObject({
      vermagic: VERMAGIC,
    });

    const module = new Bytes(elfWithModinfo(section));
    expect(() => readKernelModule(module)).toThrow(
      'Its .modinfo section has 1048577 bytes, which exceeds the limit of 1048576',
    );
    expect(module.bytesRead).toBeLessThan(2048);
  });

  it('keeps the printable beginning of a vermagic', () => {
    const info = readSection(
      `vermagic=1\u001b[31m\u202e\n${'x'.repeat(500_000)}\0`,
    );
    expect(info?.vermagic).toMatch(/^1\ufffd\[31m\ufffd x+$/);
    expect(info?.vermagic?.length).toBeLessThanOrEqual(256);
  });

  it('is not led astray by offsets and sizes beyond the file', () => {
    for (const at of [40, 41, 46, 47, 60, 61, 62, 63]) {
      const module = elfWithModinfo({ vermagic: VERMAGIC });
      module[at] = 0xff;
      expect(read(module)).toBeUndefined();
    }
  });
});
