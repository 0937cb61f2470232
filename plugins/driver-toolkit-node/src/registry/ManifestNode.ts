import { ServiceUnavailableError } from '@backstage/errors';
import { printableText } from '../http/printableText';
import type { Descriptor, ImageManifest, parseContent } from './manifests';
import {
  DOCKER_MANIFEST,
  IMAGE_CONFIG_TYPES,
  MANIFEST_TYPES,
  OCI_MANIFEST,
  SCHEMA_1,
} from './mediaTypes';

/** Images of one tag; more than all platforms of any system. */
export const MAX_IMAGES = 100;
const ATTESTATION = 'vnd.docker.reference.type';
const UNKNOWN = 'unknown';
/**
 * Types of configurations, in manifests that do not say whether they are
 * docker's.
 */
const UNTYPED = [undefined, 'application/octet-stream'];

/** The parts of a manifest that describe an image. */
export type ManifestNode =
  | {
      type: 'image';
      /** Digest of its configuration. */
      config: string;
      /** Bytes of its layers, if all have a size. */
      size?: number;
    }
  | {
      type: 'list';
      /** Without the attestations that builders add. */
      parts: ListPart[];
    }
  | {
      /** Content in a registry that is no image. */
      type: 'artifact';
      /** A sentence that says what it is. */
      reason: string;
      /** Whether it may still be an image, of an unknown kind. */
      isDoubtful?: boolean;
    };

/**
 * A list's description of one of its parts; the part's own configuration has
 * priority.
 */
export interface ListPart {
  digest: string;
  architecture?: string;
  os?: string;
  variant?: string;
  /** Whether the list describes it as something other than an image. */
  isCalledArtifact?: boolean;
  /** A sentence that says why it cannot be looked up. */
  problem?: string;
}

/** @throws ServiceUnavailableError if the list exceeds the limit */
export function toManifestNode(
  parsed: ReturnType<typeof parseContent>,
  digest: string,
): ManifestNode {
  if ('other' in parsed) {
    const { reason, isArtifact } = parsed.other;
    return { type: 'artifact', reason, isDoubtful: !isArtifact };
  }
  if ('manifest' in parsed) {
    return toImage(parsed.manifest, digest);
  }
  const parts = parsed.index.manifests
    .filter(part => !isAttestation(part))
    .map(toPart);
  const artifacts = parts.filter(part => part.isCalledArtifact);
  const broken = parsed.index.broken.map(
    ({ digest: name, platform, problem }): ListPart => ({
      digest: name,
      ...platform,
      problem: `${name} cannot be read: ${problem}`,
    }),
  );
  const images = parts.length - artifacts.length + broken.length;
  if (images > MAX_IMAGES) {
    throw new ServiceUnavailableError(
      `The image list ${digest} has ${images} images, more than ${MAX_IMAGES}, which is refused`,
    );
  }
  // For more parts than any image has, the list's description is trusted.
  const unread = new Set(artifacts.slice(MAX_IMAGES - images));
  return {
    type: 'list',
    parts: [...parts.filter(part => !unread.has(part)), ...broken],
  };
}

/** Whether a list names a part's platform. */
export function namesPlatform({ architecture, os }: ListPart): boolean {
  return [architecture, os].some(
    name => name !== undefined && name !== UNKNOWN,
  );
}

function toPart(descriptor: Descriptor): ListPart {
  const { digest, platform, artifactType, mediaType } = descriptor;
  const part = { digest, ...platform };
  const isCalledArtifact =
    artifactType === undefined
      ? !isManifestType(mediaType) && !namesPlatform(part)
      : !IMAGE_CONFIG_TYPES.includes(artifactType);
  return isCalledArtifact ? { ...part, isCalledArtifact } : part;
}

function isManifestType(mediaType: string | undefined): boolean {
  return (
    mediaType === undefined ||
    mediaType.startsWith(SCHEMA_1) ||
    MANIFEST_TYPES.includes(mediaType)
  );
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
  const sizes = layers.flatMap(layer => layer.size ?? []);
  const size =
    sizes.length === layers.length
      ? sizes.reduce((sum, bytes) => sum + bytes, 0)
      : undefined;
  return { type: 'image', config: config.digest, size };
}

/** Like podman: in docker's manifests any configuration is an image's. */
function isImage({ mediaType, config }: ImageManifest): boolean {
  return (
    mediaType === DOCKER_MANIFEST ||
    IMAGE_CONFIG_TYPES.includes(config.mediaType ?? '') ||
    (mediaType !== OCI_MANIFEST && UNTYPED.includes(config.mediaType))
  );
}

/**
 * By BuildKit's annotation: the configuration of its attestations looks like an
 * image's.
 */
function isAttestation({ annotations, platform }: Descriptor): boolean {
  return (
    Boolean(annotations?.[ATTESTATION]) ||
    (platform?.architecture === UNKNOWN && platform?.os === UNKNOWN)
  );
}
