import { ServiceUnavailableError } from '@backstage/errors';
import { parseXml } from './parseXml';

/** sha1 and md5 no longer prove anything. */
const ALGORITHMS = ['sha224', 'sha256', 'sha384', 'sha512'];

/** Of a file, by a hash that still proves something. */
export interface Checksum {
  algorithm: string;
  /** Hexadecimal, lower case. */
  value: string;
}

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
}

/** Finds the list of packages in a `repomd.xml`. */
export async function parseRepomd(content: Buffer): Promise<PrimaryLocation> {
  let root: string | undefined;
  let type: string | undefined;
  let attributes: Record<string, string> = {};
  const found: Partial<PrimaryLocation> = {};
  await parseXml(oneChunk(content), {
    open(path, given) {
      root ??= path[0];
      attributes = given;
      if (path.length === 2) {
        type = path[1] === 'data' ? given.type : undefined;
      }
    },
    close(path, text) {
      if (path.length === 3 && type === 'primary') {
        takeElement(found, path[2], attributes, text.trim());
      }
    },
  });
  const { href, checksum, ...rest } = found;
  if (root !== 'repomd' || href === undefined || checksum === undefined) {
    throw new ServiceUnavailableError(
      'It does not name a list of packages (primary) with its checksum',
    );
  }
  return { href, checksum, ...rest };
}

function takeElement(
  found: Partial<PrimaryLocation>,
  element: string,
  attributes: Record<string, string>,
  text: string,
): void {
  switch (element) {
    case 'location':
      found.href = attributes.href;
      found.base = attributes['xml:base'];
      break;
    case 'checksum':
      found.checksum = toChecksum(attributes.type, text);
      break;
    case 'open-checksum':
      found.openChecksum = toChecksum(attributes.type, text);
      break;
    case 'size':
      found.size = toSize(text);
      break;
    case 'open-size':
      found.openSize = toSize(text);
      break;
    default:
  }
}

function toChecksum(algorithm: string | undefined, value: string): Checksum {
  if (algorithm === undefined || !ALGORITHMS.includes(algorithm)) {
    throw new ServiceUnavailableError(
      `Its checksums are ${algorithm ?? 'of no type'}; ${ALGORITHMS.join(
        ', ',
      )} are supported`,
    );
  }
  return { algorithm, value: value.toLowerCase() };
}

function toSize(text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw new ServiceUnavailableError('It names a size that is no number');
  }
  return Number(text);
}

async function* oneChunk(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}
