import { ServiceUnavailableError } from '@backstage/errors';
import { printableText } from '../../../http/printableText';
import { parseXml } from '../xml/parseXml';
import { isStrong, isValueOf, toChecksum, type Checksum } from './checksum';

const NAMESPACE = 'http://linux.duke.edu/metadata/repo';
/** Characters of a quoted value. */
const MAX_SHOWN = 40;
/** Maximum of warnings per file. */
const MAX_WARNINGS = 10;

/** Numeric elements, and their names here. */
const NUMBERS = {
  size: 'size',
  'open-size': 'openSize',
  timestamp: 'timestamp',
} as const;

/**
 * The location of a repository's list of packages, and its expected content.
 */
export interface PrimaryLocation {
  href: string;
  /** `xml:base`, if the list is elsewhere. */
  base?: string;
  checksum: Checksum;
  openChecksum?: Checksum;
  /** Bytes. */
  size?: number;
  /** Bytes after decompression. */
  openSize?: number;
  /** The list's time; seconds since 1970. */
  timestamp?: number;
}

/** The entry for the list of packages in a `repomd.xml`. */
export interface RepomdContent {
  primary: PrimaryLocation;
  /** One sentence for each ignored line. */
  warnings: string[];
}

/** One entry of type `primary`, as read so far. */
interface Entry extends Partial<PrimaryLocation> {
  /** A checksum that is not secure. */
  weak?: string;
}

/**
 * Finds the list of packages in a `repomd.xml`.
 *
 * @remarks
 * Only its checksum identifies the list: other broken lines are ignored. The
 * first complete entry counts; entries are never combined.
 *
 * @throws ServiceUnavailableError if no entry has an address and a checksum
 */
export function parseRepomd(content: Buffer): RepomdContent {
  const entries: Entry[] = [];
  const warnings: string[] = [];
  let isPrimary = false;
  let attributes = new Map<string, string>();
  const root = parseXml(content, {
    open(path, given) {
      attributes = given;
      if (path.length === 2) {
        isPrimary = path[1] === 'data' && given.get('type') === 'primary';
        if (isPrimary) {
          entries.push({});
        }
      }
      return path.length === 3 && isPrimary;
    },
    close(path, text) {
      const entry = entries.at(-1);
      if (path.length === 3 && isPrimary && entry) {
        const broken = takeElement(entry, path[2], attributes, text.trim());
        if (broken !== undefined) {
          warnings.push(broken);
        }
      }
    },
  });
  const found = entries.find(isWhole);
  // dnf ignores namespaces, but a declared one must be right.
  const isForeign = (root.namespace || NAMESPACE) !== NAMESPACE;
  if (root.name !== 'repomd' || isForeign || !found) {
    const weak = entries.find(entry => entry.weak !== undefined)?.weak;
    if (weak !== undefined) {
      toChecksum(weak, ''); // throws an error that names the supported ones
    }
    throw new ServiceUnavailableError(
      'It does not name a list of packages (primary) with its checksum',
    );
  }
  const { weak: _, ...primary } = found;
  return { primary, warnings: warnings.slice(0, MAX_WARNINGS) };
}

function isWhole(entry: Entry): entry is Entry & PrimaryLocation {
  return entry.href !== undefined && entry.checksum !== undefined;
}

/** @returns why an element is ignored */
function takeElement(
  entry: Entry,
  element: string,
  attributes: Map<string, string>,
  text: string,
): string | undefined {
  const type = attributes.get('type');
  switch (element) {
    case 'location':
      entry.href ??= attributes.get('href');
      entry.base ??= attributes.get('xml:base');
      return undefined;
    case 'checksum':
      if (!isStrong(type)) {
        entry.weak = type ?? 'of no type';
        return ignored(element, `is ${entry.weak}`);
      }
      entry.checksum ??= toChecksum(type, text);
      return undefined;
    case 'open-checksum':
      if (!isStrong(type)) {
        return ignored(element, `is ${type ?? 'of no type'}`);
      }
      if (text === '') {
        return undefined;
      }
      if (!isValueOf(type!, text)) {
        return ignored(element, `is '${printableText(text, MAX_SHOWN)}'`);
      }
      entry.openChecksum ??= toChecksum(type, text);
      return undefined;
    case 'size':
    case 'open-size':
    case 'timestamp': {
      // Some write a fraction of a second.
      const number = /^(\d{1,15})(?:\.\d*)?$/.exec(text)?.[1];
      if (number === undefined) {
        return ignored(element, `is '${printableText(text, MAX_SHOWN)}'`);
      }
      // 0 means missing, like in dnf: nothing is that small or old.
      if (Number(number) > 0) {
        entry[NUMBERS[element]] ??= Number(number);
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

function ignored(element: string, reason: string): string {
  return `its ${element} of the list of packages ${reason} and is ignored`;
}
