import { InputError } from '@backstage/errors';
import { printableText } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { Breather } from '../inspection/Breather';
import type { ByteSource } from './ByteSource';
import { describeMachine } from './describeMachine';

/** ELF constants, from the System V ABI's object file chapter. */
const ELF_MAGIC = 0x7f454c46;
const CLASSES = { 1: 32, 2: 64 } as const;
const ORDERS = { 1: 'little', 2: 'big' } as const;
const HEADER_BYTES = 64;
const SECTION_HEADER_BYTES = 64;
/** Bytes per read. */
const SECTION_HEADERS = 1024;

/**
 * Limit of one section. Real sections have a few kilobytes of module
 * information.
 */
const MAX_SECTION_BYTES = 1024 * 1024;
/** Characters kept of a vermagic; real ones have fewer than a hundred. */
const MAX_VERMAGIC_LENGTH = 256;

const MODINFO = Buffer.from('.modinfo\0');
const VERMAGIC = Buffer.from('vermagic=');

/** The description that a kernel module contains. */
export interface ModuleInfo {
  /**
   * RPM name of the architecture that it was compiled for, or a description if
   * RPM has no name.
   */
  architecture: string;
  /** Undefined for a module without one, and for a 32-bit module. */
  vermagic?: string;
}

interface Section {
  name: number;
  offset: number;
  size: number;
}

/** Reads fixed-width numbers of an ELF file in its own byte order. */
class Numbers {
  readonly #bytes: Buffer;
  readonly #big: boolean;

  constructor(bytes: Buffer, order: 'little' | 'big') {
    this.#bytes = bytes;
    this.#big = order === 'big';
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

  section(at: number): Section {
    return {
      name: this.u32(at),
      offset: this.u64(at + 24),
      size: this.u64(at + 32),
    };
  }
}

/**
 * Reads a kernel module's ELF header and its `.modinfo` section, in bounded
 * memory for any file content.
 *
 * @remarks
 * The first `vermagic` counts, like in the kernel. The kernel refuses a second
 * `.modinfo` section, and a second, different vermagic is an attempt to
 * deceive.
 *
 * @returns undefined if the bytes are no kernel module
 * @throws InputError if they are a module that nothing should load
 */
export async function readModuleInfo(
  source: ByteSource,
): Promise<ModuleInfo | undefined> {
  const header = await source.read(0, HEADER_BYTES);
  if (header.length < HEADER_BYTES || header.readUInt32BE(0) !== ELF_MAGIC) {
    return undefined;
  }
  const bits = CLASSES[header[4] as keyof typeof CLASSES];
  const order = ORDERS[header[5] as keyof typeof ORDERS];
  if (bits === undefined || order === undefined) {
    return undefined;
  }
  const numbers = new Numbers(header, order);
  const architecture = describeMachine({
    bits,
    order,
    machine: numbers.u16(18),
  });
  if (bits === 32) {
    return { architecture };
  }
  if (numbers.u16(58) !== SECTION_HEADER_BYTES) {
    return undefined;
  }
  const table = {
    order,
    offset: numbers.u64(40),
    count: numbers.u16(60),
    namesAt: numbers.u16(62),
  };
  const section = await findModinfo(source, table);
  return section && { architecture, vermagic: readVermagic(section) };
}

/** @returns the section's bytes; undefined if it is missing or incomplete */
async function findModinfo(
  source: ByteSource,
  table: {
    order: 'little' | 'big';
    offset: number;
    count: number;
    namesAt: number;
  },
): Promise<Buffer | undefined> {
  const { order, offset, count, namesAt } = table;
  const readHeaders = async (first: number, some: number) =>
    source.read(
      offset + first * SECTION_HEADER_BYTES,
      some * SECTION_HEADER_BYTES,
    );
  const namesHeader = await readHeaders(namesAt, 1);
  if (namesHeader.length < SECTION_HEADER_BYTES) {
    return undefined;
  }
  const names = await readSection(
    source,
    new Numbers(namesHeader, order).section(0),
    'section of names',
  );
  const breather = new Breather();
  let found: Section | undefined;
  for (let first = 0; first < count; first += SECTION_HEADERS) {
    const some = Math.min(SECTION_HEADERS, count - first);
    const headers = await readHeaders(first, some);
    if (headers.length < some * SECTION_HEADER_BYTES) {
      return undefined; // cut short, or no module at all
    }
    const numbers = new Numbers(headers, order);
    for (let at = 0; at < headers.length; at += SECTION_HEADER_BYTES) {
      const name = numbers.u32(at);
      if (!names?.subarray(name, name + MODINFO.length).equals(MODINFO)) {
        continue;
      }
      if (found) {
        throw new InputError('It has more than one .modinfo section');
      }
      found = numbers.section(at);
    }
    await breather.breathe();
  }
  return found && readSection(source, found, '.modinfo section');
}

/** @returns undefined if the file ends before the section does */
async function readSection(
  source: ByteSource,
  { offset, size }: Section,
  what: string,
): Promise<Buffer | undefined> {
  if (size > MAX_SECTION_BYTES) {
    throw new InputError(
      `Its ${what} has ${size} bytes, which exceeds the limit of ${MAX_SECTION_BYTES}`,
    );
  }
  const bytes = await source.read(offset, size);
  return bytes.length < size ? undefined : bytes;
}

/** Scans in place: only requested values are copied. */
function readVermagic(section: Buffer): string | undefined {
  let first: Buffer | undefined;
  for (
    let at = section.indexOf(VERMAGIC);
    at !== -1;
    at = section.indexOf(VERMAGIC, at + 1)
  ) {
    if (at > 0 && section[at - 1] !== 0) {
      continue; // within another key's value
    }
    const end = section.indexOf(0, at);
    const value = section.subarray(
      at + VERMAGIC.length,
      end === -1 ? section.length : end,
    );
    first ??= value;
    if (!value.equals(first)) {
      throw new InputError(
        `It has two vermagics that differ: '${show(first)}' and '${show(
          value,
        )}'`,
      );
    }
  }
  return first && show(first);
}

function show(value: Buffer): string {
  return printableText(
    value.toString('utf8', 0, MAX_VERMAGIC_LENGTH),
    MAX_VERMAGIC_LENGTH,
  );
}
