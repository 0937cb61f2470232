import { describeReferrer } from './describeReferrer';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('describeReferrer', () => {
  it.each([
    ['application/vnd.cncf.notary.signature', {}, 'signature'],
    ['application/vnd.dev.cosign.artifact.sig.v1+json', {}, 'signature'],
    ['application/spdx+json', {}, 'sbom'],
    ['application/vnd.cyclonedx+json', {}, 'sbom'],
    ['application/vnd.dev.cosign.artifact.sbom.v1+json', {}, 'sbom'],
    ['application/vnd.in-toto+json', {}, undefined],
    [
      'application/vnd.in-toto+json',
      { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v1' },
      'provenance',
    ],
    [
      'application/vnd.in-toto+json',
      { 'in-toto.io/predicate-type': 'https://spdx.dev/Document' },
      'sbom',
    ],
    [
      'application/vnd.dev.sigstore.bundle.v0.3+json',
      { 'dev.sigstore.bundle.content': 'message-signature' },
      'signature',
    ],
    [
      'application/vnd.dev.sigstore.bundle.v0.3+json',
      {
        'dev.sigstore.bundle.content': 'dsse-envelope',
        'dev.sigstore.bundle.predicateType': 'https://slsa.dev/provenance/v1',
      },
      'provenance',
    ],
    ['application/vnd.example.scan-result', {}, undefined],
  ])('recognises the kind of %s with %j', (artifactType, annotations, kind) => {
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    expect(
      describeReferrer({
        digest: DIGEST,
        mediaType,
        artifactType,
        size: 7,
        annotations,
      }),
    ).toEqual({ digest: DIGEST, artifactType, mediaType, size: 7, kind });
  });

  it('refuses overlong names', () => {
    const { artifactType } = describeReferrer({
      digest: DIGEST,
      artifactType: 'x'.repeat(1_000_000),
      size: 7,
    });

    expect(artifactType).toHaveLength(255);
  });
});
