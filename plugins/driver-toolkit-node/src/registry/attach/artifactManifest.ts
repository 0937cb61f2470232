import { OCI_MANIFEST } from '../mediaTypes';
import type { FetchedManifest } from '../RegistryClient';
import { computeDigest } from '../verifyDigest';

/** A document about an image, such as an SBOM. @public */
export interface Artifact {
  /** Its media type. */
  type: string;
  content: Buffer;
  /** Annotations of its manifest, repeated in lists of referrers. */
  annotations?: Record<string, string>;
}

/** The empty configuration (image-spec, "Guidance for an Empty Descriptor"). */
export const EMPTY_CONFIG = Buffer.from('{}');

/** The manifest of an artifact (image-spec, "Guidelines for Artifact Usage"). */
export function artifactManifest(
  { type, content, annotations }: Artifact,
  subject: FetchedManifest,
) {
  return {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: type,
    config: descriptor('application/vnd.oci.empty.v1+json', EMPTY_CONFIG),
    layers: [descriptor(type, content)],
    subject: {
      mediaType: subject.mediaType ?? OCI_MANIFEST,
      digest: subject.digest,
      size: Buffer.byteLength(subject.content),
    },
    ...(annotations && { annotations }),
  };
}

function descriptor(mediaType: string, content: Buffer) {
  return { mediaType, digest: computeDigest(content), size: content.length };
}
