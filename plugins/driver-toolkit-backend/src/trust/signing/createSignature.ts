import {
  parseImageReference,
  type ImageSignature,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { SigningKey } from './SigningKey';

/** cosign's annotation; the value is Base64. */
export const SIGNATURE_ANNOTATION = 'dev.cosignproject.cosign/signature';

/**
 * Signs the statement that a reference names a digest.
 *
 * @remarks
 * The payload follows sigstore's "Cosign Signature Specification", based on
 * containers/image's "simple signing". It contains the tag, like podman's own
 * and as podman requires by default. It contains no time, so the same image has
 * the same payload.
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
