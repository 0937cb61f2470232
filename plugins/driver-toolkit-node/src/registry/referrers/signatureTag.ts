import { referrersTag } from './referrersTag';

/**
 * The tag that cosign looks under for what was signed about an image
 * (sigstore's cosign, "Signature Specification": Storage).
 */
export function signatureTag(
  digest: string,
  kind: 'signature' | 'attestation',
): string {
  return `${referrersTag(digest)}.${kind === 'signature' ? 'sig' : 'att'}`;
}
