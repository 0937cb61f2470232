import { ServiceUnavailableError } from '@backstage/errors';
import { printableText } from '../http/printableText';
import type { Descriptor, ImageManifest, parseManifest } from './manifests';
import { IMAGE_CONFIG_TYPES, OCI_MANIFEST } from './mediaTypes';

/** Images of one tag: more than any system's platforms. */
export const MAX_IMAGES = 100;
const ATTESTATION = 'vnd.docker.reference.type';
/** Of configurations that builders of docker's version 2 left without a type. */
const UNTYPED = [undefined, 'application/octet-stream'];

/** The little of a manifest that describes an image. */
export type ManifestNode =
  | {
      type: 'image';
      /** Digest of its configuration. */
      config: string;
      /** Bytes of its layers. */
      size: number;
    }
  | {
      type: 'list';
      /** Without the artifacts that builders add, such as attestations. */
      parts: ListPart[];
    }
  | {
      /** Something else that a registry keeps beside images. */
      type: 'artifact';
      /** What it is, as a sentence. */
      reason: string;
    };

/** What a list says of one of its parts; the part's own configuration knows better. */
export interface ListPart {
  digest: string;
  architecture?: string;
  os?: string;
  variant?: string;
}

/** @throws ServiceUnavailableError for lists longer than any honest one */
export function toManifestNode(
  parsed: ReturnType<typeof parseManifest>,
  digest: string,
): ManifestNode {
  if ('manifest' in parsed) {
    return toImage(parsed.manifest, digest);
  }
  const parts = parsed.index.manifests.filter(part => !isArtifact(part));
  if (parts.length > MAX_IMAGES) {
    throw new ServiceUnavailableError(
      `The image list ${digest} has ${parts.length} images, more than ${MAX_IMAGES}, which is refused`,
    );
  }
  return {
    type: 'list',
    parts: parts.map(part => ({ digest: part.digest, ...part.platform })),
  };
}

function toImage(manifest: ImageManifest, digest: string): ManifestNode {
  const { config, layers } = manifest;
  if (!isImage(manifest)) {
    return {
      type: 'artifact',
      reason: `${digest} is not a container image: its configuration is ${
        config.mediaType ? printableText(config.mediaType, 100) : 'of no type'
      }`,
    };
  }
  const size = layers.reduce((sum, layer) => sum + layer.size, 0);
  return { type: 'image', config: config.digest, size };
}

/** As podman decides: the type of the configuration counts, docker's may have none. */
function isImage({ mediaType, config }: ImageManifest): boolean {
  return (
    IMAGE_CONFIG_TYPES.includes(config.mediaType ?? '') ||
    (mediaType !== OCI_MANIFEST && UNTYPED.includes(config.mediaType))
  );
}

function isArtifact(part: Descriptor): boolean {
  return (
    part.artifactType !== undefined ||
    part.annotations?.[ATTESTATION] !== undefined ||
    (part.platform?.architecture === 'unknown' &&
      part.platform?.os === 'unknown')
  );
}
