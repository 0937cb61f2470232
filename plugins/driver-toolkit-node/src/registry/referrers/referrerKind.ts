import type { ImageReferrer } from '../ImageRepository';

const KINDS: [NonNullable<ImageReferrer['kind']>, RegExp][] = [
  [
    'signature',
    /notary\.signature|cosign\.(?:artifact\.sig\b|simplesigning)|message-signature|sigstore\.dev\/cosign\/sign/,
  ],
  ['provenance', /slsa\.dev\/(?:provenance|verification)|slsa-?provenance/],
  ['sbom', /spdx|cyclonedx|syft|cosign\.artifact\.sbom|\bsbom\b/],
];

/**
 * A referrer's kind by the names that tools use: media types of cosign,
 * notation, syft, SPDX and CycloneDX, and in-toto predicate types.
 *
 * @param names - The most reliable first.
 */
export function referrerKind(
  names: (string | undefined)[],
): ImageReferrer['kind'] {
  for (const name of names) {
    const [kind] =
      KINDS.find(([, pattern]) => pattern.test(name?.toLowerCase() ?? '')) ??
      [];
    if (kind) {
      return kind;
    }
  }
  return undefined;
}
