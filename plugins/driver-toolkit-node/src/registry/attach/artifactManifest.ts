import { OCI_MANIFEST } from '../mediaTypes';
import type { FetchedManifest } from '../RegistryClient';
import { computeDigest } from '../verifyDigest';
import type { Artifact } from './Artifact';

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
