import type { InstalledPackage } from '../packages/InstalledPackage';
import { createSbom } from './createSbom';

const image = {
  reference: 'registry.example.com/dtk/driver-toolkit:5.14.0-391.el9',
  digest: `sha256:${'ab'.repeat(32)}`,
  created: '2026-01-02T03:04:05.678Z',
};
const packages: InstalledPackage[] = [
  {
    name: 'kernel-core',
    version: '5.14.0',
    release: '391.el9',
    architecture: 'x86_64',
    headerSha256: '12ab',
    sourcePackage: 'kernel-5.14.0-391.el9.src.rpm',
    vendor: 'CentOS',
    license: 'GPLv2',
  },
  {
    name: 'libstdc++',
    epoch: '2',
    version: '11.4.1~rc1',
    release: '3.el9',
    architecture: 'x86_64',
    vendor: 'Red Hat, Inc.',
    license: 'GPLv2',
  },
  { name: 'local', version: '1', release: '1', architecture: 'noarch' },
];

describe('createSbom', () => {
  const sbom = createSbom(image, packages);

  it('is a document about the image', () => {
    expect(sbom).toMatchObject({
      spdxVersion: 'SPDX-2.3',
      dataLicense: 'CC0-1.0',
      SPDXID: 'SPDXRef-DOCUMENT',
      name: image.reference,
      documentNamespace: `https://spdx.org/spdxdocs/driver-toolkit-${'ab'.repeat(
        32,
      )}`,
      creationInfo: {
        created: '2026-01-02T03:04:05Z',
        creators: ['Tool: driver-toolkit'],
      },
    });
    expect(sbom.packages[0]).toMatchObject({
      SPDXID: 'SPDXRef-Image',
      versionInfo: image.digest,
      checksums: [{ algorithm: 'SHA256', checksumValue: 'ab'.repeat(32) }],
      externalRefs: [
        {
          referenceCategory: 'PACKAGE-MANAGER',
          referenceType: 'purl',
          referenceLocator: `pkg:oci/driver-toolkit@sha256%3A${'ab'.repeat(
            32,
          )}?repository_url=registry.example.com%2Fdtk%2Fdriver-toolkit&tag=5.14.0-391.el9`,
        },
      ],
    });
  });

  it('has each package with its package URL', () => {
    expect(
      sbom.packages
        .slice(1)
        .map(({ name, versionInfo, externalRefs }) => [
          name,
          versionInfo,
          externalRefs[0].referenceLocator,
        ]),
    ).toEqual([
      [
        'kernel-core',
        '5.14.0-391.el9',
        'pkg:rpm/centos/kernel-core@5.14.0-391.el9?arch=x86_64&upstream=kernel-5.14.0-391.el9.src.rpm',
      ],
      [
        'libstdc++',
        '2:11.4.1~rc1-3.el9',
        'pkg:rpm/redhat/libstdc%2B%2B@11.4.1~rc1-3.el9?arch=x86_64&epoch=2',
      ],
      ['local', '1-1', 'pkg:rpm/local@1-1?arch=noarch'],
    ]);
  });

  it("has a package's source and header digest", () => {
    expect(sbom.packages[1]).toMatchObject({
      supplier: 'Organization: CentOS',
      sourceInfo:
        'built from kernel-5.14.0-391.el9.src.rpm; SHA-256 of its rpm header: 12ab',
    });
    expect(sbom.packages[3]).toMatchObject({
      supplier: 'NOASSERTION',
      licenseDeclared: 'NOASSERTION',
    });
    expect(sbom.packages[3]).not.toHaveProperty('sourceInfo');
  });

  it('quotes each license once', () => {
    expect(sbom.hasExtractedLicensingInfos).toEqual([
      {
        licenseId: expect.stringMatching(/^LicenseRef-rpm-[0-9a-f]{12}$/),
        name: 'GPLv2',
        extractedText: "The packages' License tag: GPLv2",
      },
    ]);
    const [{ licenseId }] = sbom.hasExtractedLicensingInfos;
    expect(sbom.packages[1]).toMatchObject({ licenseDeclared: licenseId });
    expect(sbom.packages[2]).toMatchObject({ licenseDeclared: licenseId });
  });

  it('sorts licenses by their texts', () => {
    const [one, other] = packages;
    const { hasExtractedLicensingInfos } = createSbom(image, [
      { ...one, license: 'MIT' },
      { ...other, license: 'BSD' },
    ]);
    expect(hasExtractedLicensingInfos.map(({ name }) => name)).toEqual([
      'BSD',
      'MIT',
    ]);
  });

  it('relates the document to the image, and the image to the packages', () => {
    const ids = sbom.packages.map(({ SPDXID }) => SPDXID);
    expect(new Set(ids).size).toBe(4);
    ids.forEach(id => expect(id).toMatch(/^SPDXRef-[A-Za-z0-9.-]+$/));
    expect(
      sbom.relationships.map(one => [
        one.spdxElementId,
        one.relationshipType,
        one.relatedSpdxElement,
      ]),
    ).toEqual([
      ['SPDXRef-DOCUMENT', 'DESCRIBES', 'SPDXRef-Image'],
      ...ids.slice(1).map(id => ['SPDXRef-Image', 'CONTAINS', id]),
    ]);
  });

  it('gives the same bytes for the same image', () => {
    expect(JSON.stringify(createSbom(image, packages))).toBe(
      JSON.stringify(sbom),
    );
  });
});
