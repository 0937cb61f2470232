import {
  parseImageReference,
  type ImageSignature,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { SigningKey } from './SigningKey';

/** cosign's, whose value is Base64. */
export const SIGNATURE_ANNOTATION = 'dev.cosignproject.cosign/signature';

/**
 * Signs the statement that a reference names a digest.
 *
 * @remarks
 * The payload is that of sigstore's "Cosign Signature Specification", after
 * containers/image's "simple signing". It has the tag in it, as podman writes
 * it and by default wants it. There is no time in it, so that the same image
 * has the same payload.
 */
export function createSignature(
  image: { reference: string; digest: string },
  key: SigningKey,
): ImageSignature {
  const { registry, repository, tag } = parseImageReference(image.reference);
  const content = Buffer.from(
    JSON.stringify({
      critical: {
        identity: {
          'docker-reference': `${registry}/${repository}${
            tag ? `:${tag}` : ''
          }`,
        },
        image: { 'docker-manifest-digest': image.digest },
        type: 'cosign container image signature',
      },
      optional: { creator: 'driver-toolkit' },
    }),
  );
  return {
    kind: 'signature',
    type: 'application/vnd.dev.cosign.simplesigning.v1+json',
    content,
    annotations: { [SIGNATURE_ANNOTATION]: key.sign(content) },
  };
}
