import { describeAttached } from './describeAttached';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const IMAGE_CONFIG = 'application/vnd.oci.image.config.v1+json';

describe('describeAttached', () => {
  const descriptor = { digest: DIGEST, size: 1 };

  it.each([
    [
      '.sig',
      'application/vnd.dev.cosign.simplesigning.v1+json',
      undefined,
      'signature',
    ],
    [
      '.att',
      'application/vnd.dsse.envelope.v1+json',
      'https://slsa.dev/provenance/v0.2',
      'provenance',
    ],
    [
      '.att',
      'application/vnd.dsse.envelope.v1+json',
      'https://cyclonedx.org/bom',
      'sbom',
    ],
    ['.att', 'application/vnd.dsse.envelope.v1+json', undefined, undefined],
    ['.sbom', 'text/spdx+json', undefined, 'sbom'],
    ['.sbom', 'application/octet-stream', undefined, 'sbom'],
  ])(
    'recognises the kind of a tag with %s and %s, %s',
    (suffix, type, predicate, kind) => {
      const referrer = describeAttached(
        {
          config: { ...descriptor, mediaType: IMAGE_CONFIG },
          layers: [
            {
              ...descriptor,
              mediaType: type,
              annotations: predicate ? { predicateType: predicate } : undefined,
            },
          ],
        },
        { tag: `sha256-${'a'.repeat(64)}${suffix}`, digest: DIGEST, size: 9 },
      );

      expect(referrer).toEqual({
        digest: DIGEST,
        artifactType: type,
        mediaType: undefined,
        size: 9,
        kind,
      });
    },
  );
});
