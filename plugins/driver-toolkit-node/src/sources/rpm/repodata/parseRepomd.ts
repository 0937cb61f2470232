import { ServiceUnavailableError } from '@backstage/errors';
import { parseXml } from '../xml/parseXml';
import { toChecksum, type Checksum } from './checksum';

const NAMESPACE = 'http://linux.duke.edu/metadata/repo';

/** Where a repository's list of packages is, and what it must turn out to be. */
export interface PrimaryLocation {
  href: string;
  /** `xml:base`, where the list lies elsewhere. */
  base?: string;
  checksum: Checksum;
  openChecksum?: Checksum;
  /** Bytes. */
  size?: number;
  /** Bytes after decompression. */
  openSize?: number;
  /** Seconds since 1970; of the list. */
  timestamp?: number;
}

/** Finds the list of packages in a `repomd.xml`. */
export function parseRepomd(content: Buffer): PrimaryLocation {
  let type: string | undefined;
  let attributes = new Map<string, string>();
  const found: Partial<PrimaryLocation> = {};
  const root = parseXml(content, {
    open(path, given) {
      attributes = given;
      if (path.length === 2) {
        type = path[1] === 'data' ? given.get('type') : undefined;
      }
      return path.length === 3 && type === 'primary';
    },
    close(path, text) {
      if (path.length === 3 && type === 'primary') {
        takeElement(found, path[2], attributes, text.trim());
      }
    },
  });
  const { href, checksum, ...rest } = found;
  if (
    root.name !== 'repomd' ||
    root.namespace !== NAMESPACE ||
    href === undefined ||
    checksum === undefined
  ) {
    throw new ServiceUnavailableError(
      'It does not name a list of packages (primary) with its checksum',
    );
  }
  return { href, checksum, ...rest };
}

function takeElement(
  found: Partial<PrimaryLocation>,
  element: string,
  attributes: Map<string, string>,
  text: string,
): void {
  switch (element) {
    case 'location':
      found.href = attributes.get('href');
      found.base = attributes.get('xml:base');
      break;
    case 'checksum':
      found.checksum = toChecksum(attributes.get('type'), text);
      break;
    case 'open-checksum':
      found.openChecksum = toChecksum(attributes.get('type'), text);
      break;
    case 'size':
      found.size = toNumber(text);
      break;
    case 'open-size':
      found.openSize = toNumber(text);
      break;
    case 'timestamp':
      // Some write a fraction.
      found.timestamp = toNumber(text.replace(/\.\d*$/, ''));
      break;
    default:
  }
}

function toNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw new ServiceUnavailableError('It names a size that is no number');
  }
  return Number(text);
}
