import { InputError } from '@backstage/errors';
import type { ByteSource } from './ByteSource';
import { describeMachine } from './describeMachine';
import { Numbers } from './Numbers';

/** ELF constants, from the System V ABI's chapter on object files. */
const ELF_MAGIC = 0x7f454c46;
const CLASSES = { 1: 32, 2: 64 } as const;
const ORDERS = { 1: 'little', 2: 'big' } as const;
const HEADER_BYTES = 64;
const SECTION_HEADER_BYTES = 64;
const SECTION_WITHOUT_BYTES = 8;
/** Section headers per read. */
const HEADERS_PER_READ = 1024;
/** Limit of the section with the names of all sections. */
const MAX_NAMES_BYTES = 1024 * 1024;

/** Sections that describe a kernel module. */
const SECTIONS = [
  '.modinfo',
  '__versions',
  '__version_ext_crcs',
  '__version_ext_names',
  '__kcrctab',
  '__kcrctab_gpl',
  '__ksymtab',
  '__ksymtab_gpl',
  '.symtab',
  '.strtab',
] as const;
const LONGEST_NAME = Math.max(...SECTIONS.map(name => name.length));

/** The name of a section that describes a kernel module. */
export type SectionName = (typeof SECTIONS)[number];

/** A section's place in the file. */
export interface Section {
  index: number;
  offset: number;
  size: number;
}

/**
 * The parts of a 64-bit ELF object file that describe a kernel module, read in
 * bounded time and memory for any content.
 */
export class ElfFile {
  /** RPM name, or a description if RPM has none. */
  readonly architecture: string;
  readonly bits: 32 | 64;
  readonly order: 'little' | 'big';
  readonly #source: ByteSource;
  readonly #sections: ReadonlyMap<string, Section>;

  /**
   * @returns undefined if the bytes are not a complete ELF file
   * @throws InputError if it has one of the sections twice
   */
  static open(source: ByteSource): ElfFile | undefined {
    const header = source.read(0, HEADER_BYTES);
    if (header.length < HEADER_BYTES || header.readUInt32BE(0) !== ELF_MAGIC) {
      return undefined;
    }
    const bits = CLASSES[header[4] as keyof typeof CLASSES];
    const order = ORDERS[header[5] as keyof typeof ORDERS];
    if (bits === undefined || order === undefined) {
      return undefined;
    }
    const numbers = new Numbers(header, order);
    const about = { bits, order, machine: numbers.u16(18) };
    if (bits === 32) {
      return new ElfFile(source, about, new Map());
    }
    if (numbers.u16(58) !== SECTION_HEADER_BYTES) {
      return undefined;
    }
    const sections = findSections(source, order, {
      offset: numbers.u64(40),
      count: numbers.u16(60),
      namesAt: numbers.u16(62),
    });
    return sections && new ElfFile(source, about, sections);
  }

  private constructor(
    source: ByteSource,
    about: { bits: 32 | 64; order: 'little' | 'big'; machine: number },
    sections: ReadonlyMap<string, Section>,
  ) {
    this.#source = source;
    this.#sections = sections;
    this.bits = about.bits;
    this.order = about.order;
    this.architecture = describeMachine(about);
  }

  section(name: SectionName): Section | undefined {
    return this.#sections.get(name);
  }

  /**
   * @returns undefined if the section is missing, or the file ends before it
   * @throws InputError if it exceeds the limit
   */
  read(name: SectionName, maxBytes: number): Buffer | undefined {
    const section = this.section(name);
    return (
      section && readSection(this.#source, section, `${name} section`, maxBytes)
    );
  }

  numbers(bytes: Buffer): Numbers {
    return new Numbers(bytes, this.order);
  }
}

/** @returns undefined if the file ends before its section headers */
function findSections(
  source: ByteSource,
  order: 'little' | 'big',
  table: { offset: number; count: number; namesAt: number },
): Map<string, Section> | undefined {
  const { offset, count, namesAt } = table;
  const readHeaders = (first: number, some: number) =>
    source.read(
      offset + first * SECTION_HEADER_BYTES,
      some * SECTION_HEADER_BYTES,
    );
  const firstHeaders = readHeaders(0, Math.min(HEADERS_PER_READ, count));
  const namesHeader =
    namesAt < HEADERS_PER_READ
      ? firstHeaders.subarray(
          namesAt * SECTION_HEADER_BYTES,
          (namesAt + 1) * SECTION_HEADER_BYTES,
        )
      : readHeaders(namesAt, 1);
  if (namesHeader.length < SECTION_HEADER_BYTES) {
    return undefined;
  }
  const names = readSection(
    source,
    toSection(new Numbers(namesHeader, order), 0, namesAt),
    'section of names',
    MAX_NAMES_BYTES,
  );
  const found = new Map<string, Section>();
  for (let first = 0; first < count; first += HEADERS_PER_READ) {
    const some = Math.min(HEADERS_PER_READ, count - first);
    const headers = first === 0 ? firstHeaders : readHeaders(first, some);
    if (headers.length < some * SECTION_HEADER_BYTES) {
      return undefined;
    }
    const numbers = new Numbers(headers, order);
    for (let index = 0; index < some; index++) {
      const at = index * SECTION_HEADER_BYTES;
      const name = names && nameAt(names, numbers.u32(at));
      if (name === undefined) {
        continue;
      }
      if (found.has(name)) {
        throw new InputError(`It has more than one ${name} section`);
      }
      if (numbers.u32(at + 4) !== SECTION_WITHOUT_BYTES) {
        found.set(name, toSection(numbers, at, first + index));
      }
    }
  }
  return found;
}

/** @returns undefined if it is not one of {@link SECTIONS} */
function nameAt(names: Buffer, at: number): SectionName | undefined {
  // No longer search: each of 65,535 headers may point to a name of a MiB.
  const name = names.subarray(at, at + LONGEST_NAME + 1);
  const end = name.indexOf(0);
  if (end <= 0) {
    return undefined;
  }
  const shown = name.toString('latin1', 0, end) as SectionName;
  return SECTIONS.includes(shown) ? shown : undefined;
}

function toSection(numbers: Numbers, at: number, index: number): Section {
  return {
    index,
    offset: numbers.u64(at + 24),
    size: numbers.u64(at + 32),
  };
}

function readSection(
  source: ByteSource,
  { offset, size }: Section,
  what: string,
  maxBytes: number,
): Buffer | undefined {
  if (size > maxBytes) {
    throw new InputError(
      `Its ${what} has ${size} bytes, which exceeds the limit of ${maxBytes}`,
    );
  }
  const bytes = source.read(offset, size);
  return bytes.length < size ? undefined : bytes;
}
