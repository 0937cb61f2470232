import {
  elfFile,
  elfWithSymbols,
  versions,
  type ElfShape,
} from './__testUtils__/elf';
import { bytesOf } from './ByteSource';
import { readKernelModule } from './readKernelModule';

const INFORMATION = { vermagic: '5.14.0 SMP ' };
const NEEDS = {
  module_layout: 0x88e5ac1d,
  kfree: 1,
  ['x'.repeat(55)]: 2 ** 31,
};
const SHAPES: ElfShape[] = [
  { machine: 62, order: 'little' },
  { machine: 22, order: 'big' },
];
const MODINFO = ['.modinfo', Buffer.from('license=GPL\0')] as const;

const read = (bytes: Buffer) =>
  readKernelModule(bytesOf(bytes), { withExports: true })!;
const list = (symbols: Record<string, number>) =>
  Object.entries(symbols).map(([symbol, crc]) => ({ symbol, crc }));
const crcs = (...values: number[]) => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32LE(value, index * 4));
  return bytes;
};

describe('symbols of a module', () => {
  it.each(SHAPES)('that it needs, $order-endian', shape => {
    const module = elfWithSymbols(INFORMATION, { needs: NEEDS }, shape);
    expect(read(module)).toMatchObject({ versions: list(NEEDS), exports: [] });
  });

  it.each(SHAPES)('that it exports, $order-endian', shape => {
    const exports = { acme_register: 0x12345678, acme_stop: 2 ** 32 - 1 };
    for (const needs of [undefined, NEEDS]) {
      const module = elfWithSymbols(INFORMATION, { needs, exports }, shape);
      expect(read(module).exports).toEqual(list(exports));
    }
  });

  it('are unknown without a section, and none if it is empty', () => {
    expect(read(elfWithSymbols(INFORMATION, {})).versions).toBeUndefined();
    expect(read(elfWithSymbols(INFORMATION, { needs: {} })).versions).toEqual(
      [],
    );
  });

  it('have a leading dot on old ppc64', () => {
    const module = elfFile([
      MODINFO,
      ['__versions', versions({ '.kfree': 5 })],
    ]);
    expect(read(module).versions).toEqual(list({ kfree: 5 }));
  });

  it('ignore an incomplete entry at the end, like the kernel', () => {
    const table = versions({ a: 1, b: 2 });
    const module = elfFile([MODINFO, ['__versions', table.subarray(0, 127)]]);
    expect(read(module).versions).toEqual(list({ a: 1 }));
  });

  it('are those of the extended tables, if there are any', () => {
    const long = 'rust_'.repeat(40);
    const module = elfFile([
      MODINFO,
      ['__versions', versions({ a: 1 })],
      ['__version_ext_crcs', crcs(7, 2 ** 32 - 1)],
      ['__version_ext_names', Buffer.from(`a\0${long}\0`)],
    ]);
    expect(read(module).versions).toEqual(list({ a: 7, [long]: 2 ** 32 - 1 }));
  });

  it.each([
    ['a name is missing', crcs(1, 2), 'a\0'],
    ['a name has no end', crcs(1), 'a'],
    ['half a checksum is left', crcs(1, 2).subarray(0, 6), 'a\0b\0'],
  ])('are refused if %s', (_, table, names) => {
    const module = elfFile([
      MODINFO,
      ['__version_ext_crcs', table],
      ['__version_ext_names', Buffer.from(names)],
    ]);
    expect(() => read(module)).toThrow(
      'Its __version_ext_crcs and __version_ext_names sections do not fit each other',
    );
  });

  it.each(['__versions', '__kcrctab', '.symtab', '.strtab'])(
    'are refused in a large %s section, unread',
    name => {
      const header = (size: number) => {
        const module = elfFile([
          MODINFO,
          ['__ksymtab', Buffer.alloc(12)],
          ...['.symtab', '.strtab', '__kcrctab', '__versions'].map(
            section =>
              [
                section,
                section === name ? Buffer.alloc(64) : Buffer.alloc(0),
              ] as const,
          ),
        ]);
        // The only section of 64 bytes.
        const headers = Number(module.readBigUInt64LE(40));
        for (let at = headers; at < module.length; at += 64) {
          if (module.readBigUInt64LE(at + 32) === 64n) {
            module.writeBigUInt64LE(BigInt(size), at + 32);
          }
        }
        return module;
      };
      expect(() => read(header(2 ** 23 + 1))).toThrow(
        `Its ${name} section has 8388609 bytes, which exceeds the limit of `,
      );
    },
  );

  it('are absolute values before Linux 5.19', () => {
    const symbols = Buffer.alloc(72);
    // __crc_acme, then __ksymtab_acme
    symbols.writeUInt32LE(1, 24);
    symbols.writeUInt16LE(0xfff1, 24 + 6);
    symbols.writeBigUInt64LE(0xfedcba98n, 24 + 8);
    symbols.writeUInt32LE(12, 48);
    const module = elfFile([
      MODINFO,
      ['__ksymtab_gpl', Buffer.alloc(12)],
      ['.symtab', symbols],
      ['.strtab', Buffer.from('\0__crc_acme\0__ksymtab_acme\0')],
    ]);
    expect(read(module).exports).toEqual(list({ acme: 0xfedcba98 }));
  });

  it('have no checksum in a kernel without them', () => {
    const symbols = Buffer.alloc(48);
    symbols.writeUInt32LE(1, 24);
    const module = elfFile([
      MODINFO,
      ['__ksymtab', Buffer.alloc(12)],
      ['.symtab', symbols],
      ['.strtab', Buffer.from('\0__ksymtab_acme\0')],
    ]);
    expect(read(module).exports).toEqual([{ symbol: 'acme' }]);
  });

  it('are limited in number', () => {
    const exports = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`s${index}`, index]),
      );
    expect(
      read(elfWithSymbols(INFORMATION, { exports: exports(16_384) })).exports,
    ).toHaveLength(16_384);
    // Without checksums, whose section has a limit of its own.
    const module = elfFile([
      MODINFO,
      ['__ksymtab', Buffer.alloc(12)],
      ['.symtab', manySymbols(16_385)],
      ['.strtab', manyNames(16_385)],
    ]);
    expect(() => read(module)).toThrow(
      'It exports more than 16384 symbols, which is refused',
    );
  });

  it('cost no more if their names never end', () => {
    const symbols = Buffer.alloc(24 * 10_000);
    const module = elfFile([
      MODINFO,
      ['__ksymtab', Buffer.alloc(12)],
      ['.symtab', symbols],
      ['.strtab', Buffer.alloc(2 ** 22, '_')],
    ]);
    expect(read(module).exports).toEqual([]);
  });
});

const nameOf = (index: number) => `__ksymtab_${String(index).padStart(6, '0')}`;

function manySymbols(count: number): Buffer {
  const symbols = Buffer.alloc(count * 24);
  for (let index = 0; index < count; index++) {
    symbols.writeUInt32LE(index * 17, index * 24);
  }
  return symbols;
}

function manyNames(count: number): Buffer {
  return Buffer.from(
    Array.from({ length: count }, (_, index) => `${nameOf(index)}\0`).join(''),
  );
}
