import { ConflictError } from '@backstage/errors';
import { parseImageReference } from '../../parseImageReference';
import { OCI_MANIFEST } from '../mediaTypes';
import { referrersTag } from '../referrers/referrersTag';
import { RegistryClient } from '../RegistryClient';
import { computeDigest } from '../verifyDigest';
import type { AttachOptions } from './AttachOptions';
import { inTurn } from './inTurn';
import { pushWithBlobs } from './pushWithBlobs';
import {
  addSignature,
  readSignatures,
  type SignatureLayer,
} from './signatureManifest';

/**
 * The tag that cosign looks under for what was signed about an image
 * (sigstore's cosign, "Signature Specification": Storage).
 */
function signatureTag(
  digest: string,
  kind: 'signature' | 'attestation',
): string {
  return `${referrersTag(digest)}.${kind === 'signature' ? 'sig' : 'att'}`;
}

/** Somebody else may sign the same image at the same time. */
const MAX_WRITES = 4;

/** Something that was signed about an image, in the form that cosign keeps it in. @public */
export interface ImageSignature {
  kind: 'signature' | 'attestation';
  /** Media type of `content`. */
  type: string;
  content: Buffer;
  /** Of its layer: the signature itself is one of them. */
  annotations: Record<string, string>;
}

/**
 * Adds a signature or an attestation to those of an image, under the tag that
 * cosign, podman and skopeo look for: a manifest with a layer for each.
 *
 * @remarks
 * Follows sigstore's "Cosign Signature Specification". The manifest is read
 * again after it was written: where another writer has replaced it meanwhile,
 * the layer is added to theirs.
 *
 * @param image - `digest` is that of the manifest that was signed
 * @param isSigned - Whether a layer of the same content, which has these
 * annotations, says the same already. An ECDSA signature differs each time.
 * @returns the digest of the manifest that has it
 * @throws ConflictError where the tag names something else than signatures, or
 * others write it all the time
 * @public
 */
export async function attachSignature(
  image: { reference: string; digest: string },
  signature: ImageSignature,
  options: AttachOptions & {
    isSigned: (annotations: Record<string, string>) => boolean;
  },
): Promise<string> {
  const { signal, isSigned, insecure = false, ...account } = options;
  const { registry, repository } = parseImageReference(image.reference);
  const client = new RegistryClient(
    { ...account, registry, insecure, actions: 'pull,push' },
    repository,
  );
  const tag = signatureTag(image.digest, signature.kind);
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
        `The tag ${tag} does not keep the signature that is written to it, or others write it all the time.`,
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
