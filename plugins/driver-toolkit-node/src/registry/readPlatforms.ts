import { ServiceUnavailableError } from '@backstage/errors';
import type { Platform } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { DigestContent } from './DigestContent';
import {
  parseImageConfig,
  parseManifest,
  type Descriptor,
  type ImageManifest,
} from './manifests';
import { IMAGE_CONFIG_TYPES } from './mediaTypes';

const MAX_DEPTH = 2;
const ATTESTATION = 'vnd.docker.reference.type';

/** One platform's image with what only its configuration tells. */
export interface PlatformImage extends Platform {
  labels: Record<string, string>;
}

/**
 * Every platform's image under a manifest: itself, or the parts of a list.
 * Attestations that builders add to a list are left out.
 */
export async function readPlatforms(
  content: DigestContent,
  digest: string,
  signal: AbortSignal,
  depth = 0,
): Promise<PlatformImage[]> {
  const parsed = parseManifest(await content.manifest(digest, signal), digest);
  if ('manifest' in parsed) {
    return [await readImage(content, digest, parsed.manifest, signal)];
  }
  if (depth === MAX_DEPTH) {
    throw new ServiceUnavailableError(
      `The image list ${digest} lies more than ${MAX_DEPTH} lists deep, which is refused`,
    );
  }
  const parts = await Promise.all(
    parsed.index.manifests
      .filter(part => !isAttestation(part))
      .map(part => readPlatforms(content, part.digest, signal, depth + 1)),
  );
  return parts.flat();
}

async function readImage(
  content: DigestContent,
  digest: string,
  manifest: ImageManifest,
  signal: AbortSignal,
): Promise<PlatformImage> {
  const { mediaType, digest: configDigest } = manifest.config;
  if (mediaType === undefined || !IMAGE_CONFIG_TYPES.includes(mediaType)) {
    throw new ServiceUnavailableError(
      `${digest} is not a container image: its configuration is ${
        mediaType ?? 'of no type'
      }`,
    );
  }
  const config = parseImageConfig(
    await content.config(configDigest, signal),
    configDigest,
  );
  return {
    architecture: config.architecture ?? 'unknown',
    os: config.os ?? 'unknown',
    variant: config.variant,
    digest,
    size: manifest.layers.reduce((sum, layer) => sum + layer.size, 0),
    created: toTimestamp(config.created),
    labels: config.config?.Labels ?? {},
  };
}

function isAttestation(part: Descriptor): boolean {
  return (
    part.annotations?.[ATTESTATION] !== undefined ||
    (part.platform?.architecture === 'unknown' &&
      part.platform?.os === 'unknown')
  );
}

function toTimestamp(created: string | null | undefined): string | undefined {
  const time = Date.parse(created ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
