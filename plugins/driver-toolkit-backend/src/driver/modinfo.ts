import { isError } from '@backstage/errors';

/** ELF constants, from the System V ABI's object file chapter. */
const ELF_MAGIC = 0x7f454c46;
const CLASS_64 = 2;
const DATA_BIG_ENDIAN = 2;

/** Reads fixed-width numbers of an ELF file in its own byte order. */
class ElfReader {
  readonly #bytes: Buffer;
  readonly #big: boolean;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#big = bytes[5] === DATA_BIG_ENDIAN;
  }

  u16(at: number): number {
    return this.#big
      ? this.#bytes.readUInt16BE(at)
      : this.#bytes.readUInt16LE(at);
  }

  u32(at: number): number {
    return this.#big
      ? this.#bytes.readUInt32BE(at)
      : this.#bytes.readUInt32LE(at);
  }

  u64(at: number): number {
    return Number(
      this.#big
        ? this.#bytes.readBigUInt64BE(at)
        : this.#bytes.readBigUInt64LE(at),
    );
  }

  section(header: number): Buffer {
    const offset = this.u64(header + 24);
    return this.#bytes.subarray(offset, offset + this.u64(header + 32));
  }
}

/**
 * The `key=value` pairs of a kernel module's `.modinfo` section, such as
 * `vermagic`, as `modinfo` shows them.
 *
 * @returns undefined when the bytes are no 64-bit ELF file with that section
 */
export function readModinfo(module: Buffer): Map<string, string> | undefined {
  try {
    if (module.readUInt32BE(0) !== ELF_MAGIC || module[4] !== CLASS_64) {
      return undefined;
    }
    const elf = new ElfReader(module);
    const table = elf.u64(40);
    const size = elf.u16(58);
    const names = elf.section(table + elf.u16(62) * size);
    for (let i = 0; i < elf.u16(60); i++) {
      const header = table + i * size;
      const name = elf.u32(header);
      if (names.toString('latin1', name, name + 9) === '.modinfo\0') {
        return parsePairs(elf.section(header).toString('utf8'));
      }
    }
  } catch (error) {
    if (!isError(error) || error.name !== 'RangeError') {
      throw error;
    }
    // An offset outside the file: cut short, or no module at all.
  }
  return undefined;
}

function parsePairs(section: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const entry of section.split('\0')) {
    const equals = entry.indexOf('=');
    if (equals > 0) {
      pairs.set(entry.slice(0, equals), entry.slice(equals + 1));
    }
  }
  return pairs;
}
