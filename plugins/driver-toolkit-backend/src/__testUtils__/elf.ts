/** Differences from a module for x86_64 in {@link elfWithModinfo}. */
export interface ElfShape {
  order?: 'little' | 'big';
  /** `e_machine` */
  machine?: number;
  bits?: 32 | 64;
  /** Number of `.modinfo` sections. */
  sections?: number;
  /** Sections without a name before it. */
  others?: number;
}

/**
 * A 64-bit ELF file with only a `.modinfo` section, as small as the System V
 * ABI allows. A 32-bit one differs only in its header.
 */
export function elfWithModinfo(
  content: Record<string, string> | Buffer,
  {
    order = 'little',
    machine = 62,
    bits = 64,
    sections = 1,
    others = 0,
  }: ElfShape = {},
): Buffer {
  const modinfo = Buffer.isBuffer(content)
    ? content
    : Buffer.from(
        Object.entries(content)
          .map(([key, value]) => `${key}=${value}\0`)
          .join(''),
      );
  const names = Buffer.from('\0.modinfo\0.shstrtab\0');
  const headers = 64 + modinfo.length + names.length;
  const file = Buffer.alloc(headers + (others + sections + 2) * 64);
  const big = order === 'big';
  const u16 = (value: number, at: number) =>
    big ? file.writeUInt16BE(value, at) : file.writeUInt16LE(value, at);
  const u32 = (value: number, at: number) =>
    big ? file.writeUInt32BE(value, at) : file.writeUInt32LE(value, at);
  const u64 = (value: number, at: number) =>
    big
      ? file.writeBigUInt64BE(BigInt(value), at)
      : file.writeBigUInt64LE(BigInt(value), at);
  const section = (
    index: number,
    name: number,
    offset: number,
    size: number,
  ) => {
    const header = headers + index * 64;
    u32(name, header);
    u64(offset, header + 24);
    u64(size, header + 32);
  };

  Buffer.from([0x7f, 0x45, 0x4c, 0x46, bits / 32, big ? 2 : 1, 1]).copy(file);
  u16(1, 16); // e_type: relocatable
  u16(machine, 18);
  u64(headers, 40); // e_shoff
  u16(64, 58); // e_shentsize
  const namesAt = others + sections + 1;
  u16(namesAt + 1, 60); // e_shnum
  u16(namesAt, 62); // e_shstrndx
  modinfo.copy(file, 64);
  names.copy(file, 64 + modinfo.length);
  for (let index = 1; index <= sections; index++) {
    section(others + index, 1, 64, modinfo.length);
  }
  section(namesAt, 10, 64 + modinfo.length, names.length);
  return file;
}
