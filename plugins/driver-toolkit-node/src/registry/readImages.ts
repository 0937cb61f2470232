import {
  NotFoundError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import type { Platform } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { attempt, type Attempt } from './Attempt';
import type { ContentByDigest, DigestContent } from './DigestContent';
import { gatherManifests, MAX_DEPTH } from './gatherManifests';
import {
  namesPlatform,
  type ListPart,
  type ManifestNode,
} from './ManifestNode';
import type { ImageConfig } from './manifests';
import { MissingManifestError } from './MissingManifestError';

/**
 * Characters of an image's labels, names and values; real ones have a tenth.
 */
const MAX_LABELS_SIZE = 64 * 1024;
const UNKNOWN = 'unknown';

/** One platform's image with the fields of its configuration. */
export interface PlatformImage extends Platform {
  labels: Record<string, string>;
}

interface Contents {
  manifests: ContentByDigest<ManifestNode>;
  configs: ContentByDigest<ImageConfig>;
}

/**
 * Every platform's image under each given manifest: itself, or the parts of a
 * list.
 *
 * @remarks
 * A broken part does not affect the others: it has an `error`, and the list's
 * description of its platform. A list without any readable part is an error.
 *
 * @param roots - By digest, with the already known manifests.
 */
export async function readImages(
  roots: ReadonlyMap<string, Attempt<ManifestNode> | undefined>,
  content: DigestContent,
  signal: AbortSignal,
): Promise<ContentByDigest<PlatformImage[]>> {
  const manifests = await gatherManifests(roots, content, signal);
  const configs = await content.configs(
    [...manifests.values()].flatMap(manifest =>
      'value' in manifest && manifest.value.type === 'image'
        ? manifest.value.config
        : [],
    ),
    signal,
  );
  return new Map(
    [...roots.keys()].map(digest => [
      digest,
      attempt(() => assemble({ digest }, { manifests, configs })),
    ]),
  );
}

/**
 * @param part - a list's description, for fields that the image itself lacks
 */
function assemble(
  part: ListPart,
  contents: Contents,
  depth = 0,
): PlatformImage[] {
  const { digest, problem } = part;
  if (problem !== undefined) {
    throw new ServiceUnavailableError(problem);
  }
  const manifest = succeeded(digest, contents.manifests);
  switch (manifest.type) {
    case 'image':
      return [
        describe(
          part,
          manifest.size,
          succeeded(manifest.config, contents.configs),
        ),
      ];
    case 'list':
      return assembleParts(digest, manifest.parts, contents, depth);
    default:
      throw new ServiceUnavailableError(manifest.reason);
  }
}

function assembleParts(
  digest: string,
  parts: readonly ListPart[],
  contents: Contents,
  depth: number,
): PlatformImage[] {
  if (depth === MAX_DEPTH) {
    throw new ServiceUnavailableError(
      `The image list ${digest} is nested more than ${MAX_DEPTH} lists deep, which is refused`,
    );
  }
  const failures: Error[] = [];
  const images = parts
    .filter(part => !isArtifact(part, contents.manifests.get(part.digest)))
    .flatMap(part => {
      try {
        return assemble(part, contents, depth + 1);
      } catch (thrown) {
        const error = toError(thrown);
        failures.push(error);
        return unread(part, error);
      }
    });
  if (failures.length > 0 && images.every(image => image.error !== undefined)) {
    throw failures[0];
  }
  return images;
}

/**
 * A part's own manifest decides its kind, or the list if the manifest is gone.
 */
function isArtifact(
  part: ListPart,
  manifest: Attempt<ManifestNode> | undefined,
): boolean {
  if (manifest === undefined) {
    return false;
  }
  if ('error' in manifest) {
    return (
      part.isCalledArtifact === true &&
      manifest.error instanceof MissingManifestError
    );
  }
  return (
    manifest.value.type === 'artifact' &&
    !(manifest.value.isDoubtful && namesPlatform(part))
  );
}

function unread(part: ListPart, error: Error): PlatformImage {
  const { digest, architecture = UNKNOWN, os = UNKNOWN, variant } = part;
  return {
    architecture,
    os,
    variant,
    digest,
    labels: {},
    error: error.message,
  };
}

function succeeded<T>(digest: string, contents: ContentByDigest<T>): T {
  const content = contents.get(digest);
  if (content && 'value' in content) {
    return content.value;
  }
  throw content?.error ?? new NotFoundError(`${digest} was not read`);
}

function describe(
  part: ListPart,
  size: number | undefined,
  config: ImageConfig,
): PlatformImage {
  const { digest } = part;
  const labels = config.config?.Labels ?? {};
  if (sizeOfLabels(labels) > MAX_LABELS_SIZE) {
    throw new ServiceUnavailableError(
      `The labels of ${digest} are longer than ${MAX_LABELS_SIZE} characters, which is refused`,
    );
  }
  return {
    architecture: config.architecture ?? part.architecture ?? UNKNOWN,
    os: config.os ?? part.os ?? UNKNOWN,
    variant: config.variant ?? part.variant,
    digest,
    size,
    created: toTimestamp(config.created),
    labels,
  };
}

function toTimestamp(created: string | undefined): string | undefined {
  const time = Date.parse(created ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** Characters of names and values. */
export function sizeOfLabels(labels: Record<string, string>): number {
  return Object.entries(labels).reduce(
    (size, [name, value]) => size + name.length + value.length,
    0,
  );
}
