import { ConflictError } from '@backstage/errors';
import { OCI_MANIFEST } from '../mediaTypes';
import { referrersTag } from '../referrers/referrersTag';
import type { RegistryClient } from '../RegistryClient';
import { computeDigest } from '../verifyDigest';
import { inTurn } from './inTurn';
import { pushWithBlobs } from './pushWithBlobs';
import {
  addSignature,
  readSignatures,
  type SignatureLayer,
} from './signatureManifest';

/**
 * The tag where cosign looks for an image's signatures and attestations
 * (sigstore's cosign, "Signature Specification": Storage).
 */
function signatureTag(
  digest: string,
  kind: 'signature' | 'attestation',
): string {
  return `${referrersTag(digest)}.${kind === 'signature' ? 'sig' : 'att'}`;
}

/** Another writer may sign the same image at the same time. */
const MAX_WRITES = 4;

/** A signature or an attestation in cosign's form. @public */
export interface ImageSignature {
  kind: 'signature' | 'attestation';
  /** Media type of `content`. */
  type: string;
  content: Buffer;
  /** Annotations of its layer, including the signature itself. */
  annotations: Record<string, string>;
}

/** See `sign` of an open repository. */
export async function attachSignature(
  client: RegistryClient,
  subject: string,
  signature: ImageSignature,
  options: {
    signal: AbortSignal;
    isSigned: (annotations: Record<string, string>) => boolean;
  },
): Promise<string> {
  const { signal, isSigned } = options;
  const tag = signatureTag(subject, signature.kind);
  const { type, content, annotations } = signature;
  const digest = computeDigest(content);
  const layer = { mediaType: type, digest, size: content.length, annotations };
  return await inTurn(tag, () =>
    addToTag(client, { tag, layer, content, isSigned, signal }),
  );
}

async function addToTag(
  client: RegistryClient,
  addition: {
    tag: string;
    layer: SignatureLayer;
    content: Buffer;
    isSigned: (annotations: Record<string, string>) => boolean;
    signal: AbortSignal;
  },
): Promise<string> {
  const { tag, layer, content, isSigned, signal } = addition;
  for (let writes = 0; ; writes++) {
    const signatures = await readSignatures(client, tag, signal);
    const has = signatures.manifest.layers.some(
      ({ digest, annotations }) =>
        digest === layer.digest && isSigned(annotations ?? {}),
    );
    if (has && signatures.digest !== undefined) {
      return signatures.digest;
    }
    if (writes === MAX_WRITES) {
      throw new ConflictError(
        `The tag ${tag} does not keep the new signature; others may keep replacing it.`,
      );
    }
    const { manifest, config } = addSignature(signatures, layer);
    await pushWithBlobs(
      client,
      {
        tag,
        mediaType: OCI_MANIFEST,
        content: manifest,
        blobs: [content, config],
      },
      signal,
    );
  }
}
