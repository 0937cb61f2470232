import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip, zstdCompress } from 'node:zlib';
import type { ListedPackage } from './kernelPackages';

const NAMESPACES =
  ' xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://linux.duke.edu/metadata/rpm"';

/** How a test's list of packages is compressed. */
export type Compression = 'gz' | 'zst' | 'none';

/** Wrong statements about a test's list of packages. */
export interface Lies {
  checksum?: string;
  openChecksum?: string;
  checksumType?: string;
  size?: number | string;
  openSize?: number | string;
  /** Whether `repomd.xml` declares no namespaces. */
  isBare?: boolean;
  /** Type for the decompressed list; default: `checksumType`. */
  openChecksumType?: string;
  /** Lines before and after those of the list, of the same type. */
  before?: string;
  after?: string;
  href?: string;
  base?: string;
  /** Raw replacements of the values. */
  timestamp?: string;
}

/** Options for a test's repository. */
export interface RepodataOptions {
  compression?: Compression;
  lies?: Lies;
  /** Seconds since 1970. */
  timestamp?: number;
}

/** Files of a repository by path. */
export async function repodata(
  primary: string,
  { compression = 'gz', lies = {}, timestamp = 1_700_000_000 }: RepodataOptions,
): Promise<Map<string, Buffer>> {
  const open = Buffer.from(primary);
  const compressed = await compress(open, compression);
  const href = `repodata/primary.xml.${compression}`;
  const {
    checksum = sha256(compressed),
    openChecksum = sha256(open),
    checksumType = 'sha256',
    openChecksumType = checksumType,
    size = compressed.length,
    openSize = open.length,
  } = lies;
  const base = lies.base ? ` xml:base="${lies.base}"` : '';
  const repomd = `<?xml version="1.0" encoding="UTF-8"?>
<repomd${lies.isBare ? '' : NAMESPACES}>
  <revision>1700000000</revision>
  <data type="filelists">
    <checksum type="sha256">${'0'.repeat(64)}</checksum>
    <location href="repodata/filelists.xml.gz"/>
    <size>1</size>
  </data>
  ${lies.before ?? ''}
  <data type="primary">
    <checksum type="${checksumType}">${checksum}</checksum>
    <open-checksum type="${openChecksumType}">${openChecksum}</open-checksum>
    <location href="${lies.href ?? href}"${base}/>
    <timestamp>${lies.timestamp ?? timestamp}</timestamp>
    <size>${size}</size>
    <open-size>${openSize}</open-size>
  </data>
  ${lies.after ?? ''}
</repomd>
`;
  return new Map([
    ['repodata/repomd.xml', Buffer.from(repomd)],
    [href, compressed],
  ]);
}

/** A list of packages in createrepo_c's form. */
export function primaryXml(packages: ListedPackage[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="${
    packages.length
  }">
${packages.map(packageXml).join('')}</metadata>
`;
}

function packageXml(rpm: ListedPackage): string {
  const { name, version, release, architecture, sourceRpm } = rpm;
  return `<package type="rpm">
  <name>${name}</name>
  <arch>${architecture}</arch>
  <version epoch="0" ver="${version}" rel="${release}"/>
  <checksum type="sha256" pkgid="YES">${'0'.repeat(64)}</checksum>
  <summary>Kern &amp; Modules</summary>
  <location href="Packages/${name}-${version}-${release}.${architecture}.rpm"/>
  <format>
    <rpm:license>GPLv2</rpm:license>
    <rpm:sourcerpm>${sourceRpm}</rpm:sourcerpm>
    <rpm:provides>
${entriesXml(rpm.provides)}    </rpm:provides>
    <rpm:requires>
${entriesXml(rpm.requires ?? [])}    </rpm:requires>
  </format>
</package>
`;
}

function entriesXml(entries: ListedPackage['provides']): string {
  return entries
    .map(
      ({ name, version, release }) =>
        `      <rpm:entry name="${name}" flags="EQ" epoch="0" ver="${version}" rel="${release}"/>\n`,
    )
    .join('');
}

/** Hexadecimal. */
export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function compress(
  bytes: Buffer,
  compression: Compression,
): Promise<Buffer> {
  switch (compression) {
    case 'gz':
      return await promisify(gzip)(bytes);
    case 'zst':
      return await promisify(zstdCompress)(bytes);
    default:
      return bytes;
  }
}
