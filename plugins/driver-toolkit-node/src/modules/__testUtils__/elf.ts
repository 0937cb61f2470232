/** Differences from an ELF file for x86_64. */
export interface ElfShape {
  order?: 'little' | 'big';
  /** `e_machine` */
  machine?: number;
  bits?: 32 | 64;
  /** Sections without a name before the others. */
  others?: number;
}

/** A name and the content of its section. */
type NamedSection = readonly [name: string, content: Buffer];

/**
 * An ELF file with these sections, as small as the System V ABI allows. A
 * 32-bit one differs only in its header.
 */
export function elfFile(
  sections: readonly NamedSection[],
  { order = 'little', machine = 62, bits = 64, others = 0 }: ElfShape = {},
): Buffer {
  const names = ['', ...sections.map(([name]) => name), '.shstrtab'];
  const namesSection = Buffer.from(names.map(name => `${name}\0`).join(''));
  const contents = [...sections.map(([, content]) => content), namesSection];
  const headers = 64 + Buffer.concat(contents).length;
  const file = Buffer.alloc(headers + (1 + others + contents.length) * 64);
  const put = numbersOf(file, order);

  Buffer.from([
    0x7f,
    0x45,
    0x4c,
    0x46,
    bits / 32,
    order === 'big' ? 2 : 1,
    1,
  ]).copy(file);
  put.u16(1, 16); // e_type: relocatable
  put.u16(machine, 18);
  put.u64(headers, 40); // e_shoff
  put.u16(64, 58); // e_shentsize
  put.u16(1 + others + contents.length, 60); // e_shnum
  put.u16(others + contents.length, 62); // e_shstrndx
  let offset = 64;
  let name = 1;
  contents.forEach((content, index) => {
    const header = headers + (1 + others + index) * 64;
    put.u32(name, header);
    put.u64(offset, header + 24);
    put.u64(content.length, header + 32);
    content.copy(file, offset);
    offset += content.length;
    name += names[index + 1].length + 1;
  });
  return file;
}

/** A module with only a `.modinfo` section, or several of them. */
export function elfWithModinfo(
  content: Record<string, string> | Buffer,
  { sections = 1, ...shape }: ElfShape & { sections?: number } = {},
): Buffer {
  return elfFile(Array(sections).fill(['.modinfo', modinfo(content)]), shape);
}

/** The symbols that a module needs or exports, with their checksums. */
export type Checksums = Readonly<Record<string, number>>;

/** A module that needs and exports symbols. */
export function elfWithSymbols(
  information: Record<string, string>,
  { needs, exports }: { needs?: Checksums; exports?: Checksums },
  shape: ElfShape = {},
): Buffer {
  const { order = 'little' } = shape;
  return elfFile(
    [
      ['.modinfo', modinfo(information)],
      ...(needs ? [['__versions', versions(needs, order)] as const] : []),
      ...(exports ? exportSections(exports, order, needs ? 3 : 2) : []),
    ],
    shape,
  );
}

function modinfo(content: Record<string, string> | Buffer): Buffer {
  return Buffer.isBuffer(content)
    ? content
    : Buffer.from(
        Object.entries(content)
          .map(([key, value]) => `${key}=${value}\0`)
          .join(''),
      );
}

/** The content of a `__versions` section. */
export function versions(
  checksums: Checksums,
  order: 'little' | 'big' = 'little',
): Buffer {
  return Buffer.concat(
    Object.entries(checksums).map(([name, crc]) => {
      const entry = Buffer.alloc(64);
      numbersOf(entry, order).u64(crc, 0);
      entry.write(name, 8);
      return entry;
    }),
  );
}

/** Like kernels since 5.19: checksums in a section, by places. */
function exportSections(
  checksums: Checksums,
  order: 'little' | 'big',
  /** The index of the first of these sections in the file. */
  index: number,
): NamedSection[] {
  const names = Object.keys(checksums);
  const strings = [
    '',
    ...names.flatMap(name => [`__ksymtab_${name}`, `__crc_${name}`]),
  ];
  const symbols = Buffer.alloc(strings.length * 24);
  const crcs = Buffer.alloc(names.length * 4);
  const put = numbersOf(symbols, order);
  let at = 0;
  strings.forEach((text, symbol) => {
    put.u32(at, symbol * 24);
    if (text.startsWith('__crc_')) {
      const place = symbol / 2 - 1;
      put.u16(index, symbol * 24 + 6);
      put.u64(place * 4, symbol * 24 + 8);
      numbersOf(crcs, order).u32(checksums[names[place]], place * 4);
    }
    at += text.length + 1;
  });
  return [
    ['__kcrctab', crcs],
    ['__ksymtab', Buffer.alloc(names.length * 12)],
    ['.symtab', symbols],
    ['.strtab', Buffer.from(strings.map(text => `${text}\0`).join(''))],
  ];
}

function numbersOf(bytes: Buffer, order: 'little' | 'big') {
  const big = order === 'big';
  return {
    u16: (value: number, at: number) =>
      big ? bytes.writeUInt16BE(value, at) : bytes.writeUInt16LE(value, at),
    u32: (value: number, at: number) =>
      big ? bytes.writeUInt32BE(value, at) : bytes.writeUInt32LE(value, at),
    u64: (value: number, at: number) =>
      big
        ? bytes.writeBigUInt64BE(BigInt(value), at)
        : bytes.writeBigUInt64LE(BigInt(value), at),
  };
}
