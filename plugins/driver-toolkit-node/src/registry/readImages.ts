import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import type { Platform } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { attempt, type Attempt } from './Attempt';
import type { ContentByDigest, DigestContent } from './DigestContent';
import { gatherManifests, MAX_DEPTH } from './gatherManifests';
import type { ImageConfig } from './manifests';
import type { ManifestNode } from './ManifestNode';

/** Characters of an image's labels, names and values: honest ones are a tenth. */
const MAX_LABELS_SIZE = 64 * 1024;

/** One platform's image with what only its configuration tells. */
export interface PlatformImage extends Platform {
  labels: Record<string, string>;
}

interface Contents {
  manifests: ContentByDigest<ManifestNode>;
  configs: ContentByDigest<ImageConfig>;
}

/**
 * Every platform's image under each of some manifests: itself, or the parts of
 * a list.
 *
 * @param roots - By digest, with the manifests that are there already.
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
      attempt(() => assemble(digest, { manifests, configs })),
    ]),
  );
}

function assemble(
  digest: string,
  contents: Contents,
  depth = 0,
): PlatformImage[] {
  const manifest = succeeded(digest, contents.manifests);
  if (manifest.type === 'image') {
    return [
      describe(
        digest,
        manifest.size,
        succeeded(manifest.config, contents.configs),
      ),
    ];
  }
  if (depth === MAX_DEPTH) {
    throw new ServiceUnavailableError(
      `The image list ${digest} lies more than ${MAX_DEPTH} lists deep, which is refused`,
    );
  }
  return manifest.parts.flatMap(part => assemble(part, contents, depth + 1));
}

function succeeded<T>(digest: string, contents: ContentByDigest<T>): T {
  const content = contents.get(digest);
  if (content && 'value' in content) {
    return content.value;
  }
  throw content?.error ?? new NotFoundError(`${digest} was not read`);
}

function describe(
  digest: string,
  size: number,
  config: ImageConfig,
): PlatformImage {
  const labels = config.config?.Labels ?? {};
  if (sizeOfLabels(labels) > MAX_LABELS_SIZE) {
    throw new ServiceUnavailableError(
      `The labels of ${digest} are longer than ${MAX_LABELS_SIZE} characters, which is refused`,
    );
  }
  return {
    architecture: config.architecture ?? 'unknown',
    os: config.os ?? 'unknown',
    variant: config.variant,
    digest,
    size,
    created: toTimestamp(config.created),
    labels,
  };
}

function toTimestamp(created: string | null | undefined): string | undefined {
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
