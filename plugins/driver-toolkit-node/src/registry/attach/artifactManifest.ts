import { OCI_MANIFEST } from '../mediaTypes';
import type { FetchedManifest } from '../RegistryClient';
import { computeDigest } from '../verifyDigest';

/** Something that is said about an image, such as an SBOM. @public */
export interface Artifact {
  /** Its media type, which tells what it is. */
  type: string;
  content: Buffer;
  /** Of its manifest, which lists of referrers repeat. */
  annotations?: Record<string, string>;
}

/** The configuration of what needs none (image-spec, "Guidance for an Empty Descriptor"). */
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
