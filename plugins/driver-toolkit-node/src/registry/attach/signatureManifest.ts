import { ConflictError } from '@backstage/errors';
import { z } from 'zod';
import { OCI_MANIFEST } from '../mediaTypes';
import { parseJson } from '../parseJson';
import type { RegistryClient } from '../RegistryClient';
import { computeDigest, DIGEST } from '../verifyDigest';

/**
 * The media type that cosign and podman expect for the configuration of
 * signatures.
 */
const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json';

/** Loose throughout, so that content of other writers stays unchanged. */
const descriptor = z.looseObject({
  mediaType: z.string(),
  digest: z.string().regex(DIGEST),
  size: z.number(),
  annotations: z.record(z.string(), z.string()).nullish(),
});

const manifestOfSignatures = z.looseObject({
  mediaType: z.literal(OCI_MANIFEST).optional(),
  config: descriptor.extend({ mediaType: z.literal(OCI_CONFIG) }),
  layers: z.array(descriptor),
});

const configOfSignatures = z.looseObject({
  rootfs: z.looseObject({ diff_ids: z.array(z.string()) }),
});

/**
 * One signature: the digest of the signed content, and the signature itself.
 */
export type SignatureLayer = z.infer<typeof descriptor>;

/** The signatures that a tag names. */
export interface Signatures {
  /** Undefined if there are none yet. */
  digest?: string;
  manifest: { layers: SignatureLayer[] };
  config: z.infer<typeof configOfSignatures>;
}

const NONE: Signatures = {
  manifest: { layers: [] },
  config: {
    architecture: '',
    os: '',
    config: {},
    rootfs: { type: 'layers', diff_ids: [] },
  },
};

/** @throws ConflictError if the tag names something else */
export async function readSignatures(
  client: RegistryClient,
  tag: string,
  signal: AbortSignal,
): Promise<Signatures> {
  const found = await client.getManifest(tag, signal);
  if (!found) {
    return NONE;
  }
  const manifest = manifestOfSignatures.safeParse(parseJson(found.content));
  const config = manifest.success
    ? configOfSignatures.safeParse(
        parseJson(await client.getBlob(manifest.data.config.digest, signal)),
      )
    : undefined;
  if (!manifest.success || !config?.success) {
    throw new ConflictError(
      `The tag ${tag} does not name signatures in cosign's form, so none can be added to it; delete the tag or rename it.`,
    );
  }
  return { digest: found.digest, manifest: manifest.data, config: config.data };
}

/** The manifest with one more layer, and its configuration. */
export function addSignature(
  { manifest, config }: Signatures,
  layer: SignatureLayer,
): { manifest: Buffer; config: Buffer } {
  const { rootfs } = config;
  const grown = encode({
    ...config,
    // Layers are not compressed, so each has the same digest in both places.
    rootfs: { ...rootfs, diff_ids: [...rootfs.diff_ids, layer.digest] },
  });
  return {
    config: grown,
    manifest: encode({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      ...manifest,
      config: {
        mediaType: OCI_CONFIG,
        digest: computeDigest(grown),
        size: grown.length,
      },
      layers: [...manifest.layers, layer],
    }),
  };
}

function encode(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
