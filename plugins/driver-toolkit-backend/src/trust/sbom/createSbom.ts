import { createHash } from 'node:crypto';
import type { InstalledPackage } from '../packages/InstalledPackage';
import { imagePackageUrl, rpmPackageUrl } from './packageUrl';

const DOCUMENT = 'SPDXRef-DOCUMENT';
const IMAGE = 'SPDXRef-Image';
const NOT_SAID = 'NOASSERTION';

/**
 * A list of an image's packages in SPDX 2.3 JSON. The same image and packages
 * give the same bytes.
 *
 * @remarks
 * Packagers write licenses in their own ways, so each becomes a license of the
 * document that quotes it. rpm's checksums cover headers and not package files,
 * so they are not SPDX `checksums`.
 */
export function createSbom(
  image: { reference: string; digest: string; created: string },
  packages: readonly InstalledPackage[],
) {
  const [algorithm, encoded] = image.digest.split(':');
  const listed = packages.map(describePackage);
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: DOCUMENT,
    name: image.reference,
    documentNamespace: `https://spdx.org/spdxdocs/driver-toolkit-${encoded}`,
    creationInfo: {
      // SPDX accepts only whole seconds.
      created: image.created.replace(/\.\d+Z$/, 'Z'),
      creators: ['Tool: driver-toolkit'],
    },
    packages: [
      {
        SPDXID: IMAGE,
        name: image.reference,
        versionInfo: image.digest,
        primaryPackagePurpose: 'CONTAINER',
        downloadLocation: NOT_SAID,
        filesAnalyzed: false,
        checksums: [
          { algorithm: algorithm.toUpperCase(), checksumValue: encoded },
        ],
        externalRefs: [packageUrl(imagePackageUrl(image))],
      },
      ...listed,
    ],
    hasExtractedLicensingInfos: licensesOf(packages),
    relationships: [
      relationship(DOCUMENT, 'DESCRIBES', IMAGE),
      ...listed.map(({ SPDXID }) => relationship(IMAGE, 'CONTAINS', SPDXID)),
    ],
  };
}

function describePackage(one: InstalledPackage) {
  const { name, epoch, version, release, license, vendor } = one;
  const { headerSha256, sourcePackage } = one;
  const locator = rpmPackageUrl(one);
  const told = [
    sourcePackage && `built from ${sourcePackage}`,
    headerSha256 && `SHA-256 of its rpm header: ${headerSha256}`,
  ].filter(Boolean);
  return {
    SPDXID: `SPDXRef-rpm-${name.replace(/[^A-Za-z0-9.-]/g, '-')}-${shortHash(
      locator,
    )}`,
    name,
    versionInfo: `${epoch ? `${epoch}:` : ''}${version}-${release}`,
    supplier: vendor ? `Organization: ${vendor}` : NOT_SAID,
    downloadLocation: NOT_SAID,
    filesAnalyzed: false,
    licenseConcluded: NOT_SAID,
    licenseDeclared: license ? licenseId(license) : NOT_SAID,
    copyrightText: NOT_SAID,
    ...(told.length > 0 && { sourceInfo: told.join('; ') }),
    externalRefs: [packageUrl(locator)],
  };
}

function packageUrl(locator: string) {
  return {
    referenceCategory: 'PACKAGE-MANAGER',
    referenceType: 'purl',
    referenceLocator: locator,
  };
}

function relationship(from: string, type: string, to: string) {
  return {
    spdxElementId: from,
    relationshipType: type,
    relatedSpdxElement: to,
  };
}

function licensesOf(packages: readonly InstalledPackage[]) {
  const texts = new Set(packages.flatMap(({ license }) => license ?? []));
  return [...texts].sort().map(text => ({
    licenseId: licenseId(text),
    name: text,
    extractedText: `The packages' License tag: ${text}`,
  }));
}

function licenseId(text: string): string {
  return `LicenseRef-rpm-${shortHash(text)}`;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
