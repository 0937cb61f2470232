import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { toOciArchitecture } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { z } from 'zod';
import { printableText } from '../../http/printableText';
import { parseImageReference } from '../../parseImageReference';
import type { ContentCache } from '../../registry/ImageRepository';
import { readLayerFile } from '../../registry/layers/readLayerFile';
import { parseManifest, type ImageManifest } from '../../registry/manifests';
import { parseJson } from '../../registry/parseJson';
import type { RegistryClient } from '../../registry/RegistryClient';
import type { RegistryClients } from '../registries/RegistryClients';
import {
  parseImageReferences,
  type ReleaseImages,
} from './parseImageReferences';
import type { Release } from './Release';

const IMAGE_REFERENCES = 'release-manifests/image-references';
const MAX_SHOWN = 300;

const releaseImages = z.object({
  toolkits: z.array(z.string()),
  systems: z.array(z.string()),
});

/** The images of a release. */
export interface ReleaseContent extends ReleaseImages {
  /** Whether all their content was verified by its digest. */
  verified: boolean;
}

/**
 * Reads the image references in a release's payload.
 *
 * @remarks
 * A payload never changes, so it is read once: a verified result is cached by
 * the payload's digest; an unverified one stays only in memory, so it is read
 * again later (see {@link readLayerFile}).
 */
export class ReleasePayloads {
  readonly #unverified = new Map<string, ReleaseImages>();

  readonly #cache: ContentCache;

  constructor(cache: ContentCache) {
    this.#cache = cache;
  }

  async read(
    release: Release,
    clients: RegistryClients,
    signal: AbortSignal,
  ): Promise<ReleaseContent> {
    const reference = parseImageReference(release.payload);
    const { digest } = reference;
    if (digest === undefined) {
      throw new ServiceUnavailableError(
        `the update graph does not name its payload by digest: ${printableText(
          release.payload,
          MAX_SHOWN,
        )}`,
      );
    }
    const architecture = toOciArchitecture(release.architecture);
    const key = `${digest}#release-images/${architecture}`;
    const known = await this.#recall(key);
    if (known) {
      return known;
    }
    const client = clients.of(reference);
    const manifest = await readManifest(client, digest, architecture, signal);
    const file = await readLayerFile(
      client,
      manifest.layers,
      IMAGE_REFERENCES,
      signal,
    );
    const images = parseImageReferences(file.content);
    if (file.verified) {
      await this.#cache.set(key, JSON.stringify(images));
    } else {
      this.#unverified.set(key, images);
    }
    return { ...images, verified: file.verified };
  }

  async #recall(key: string): Promise<ReleaseContent | undefined> {
    const cached = releaseImages.safeParse(
      parseJson((await this.#cache.get(key)) ?? ''),
    );
    if (cached.success) {
      return { ...cached.data, verified: true };
    }
    const images = this.#unverified.get(key);
    return images && { ...images, verified: false };
  }
}

/**
 * A payload's own manifest, or its part of a list for several architectures.
 */
async function readManifest(
  client: RegistryClient,
  digest: string,
  architecture: string,
  signal: AbortSignal,
): Promise<ImageManifest> {
  const parsed = await fetchManifest(client, digest, signal);
  if ('manifest' in parsed) {
    return parsed.manifest;
  }
  const part = parsed.index.manifests.find(
    ({ platform }) =>
      platform?.os === 'linux' && platform.architecture === architecture,
  );
  const inner = part && (await fetchManifest(client, part.digest, signal));
  if (!inner || !('manifest' in inner)) {
    throw new NotFoundError(
      `its payload ${digest} has no image for ${architecture}`,
    );
  }
  return inner.manifest;
}

async function fetchManifest(
  client: RegistryClient,
  digest: string,
  signal: AbortSignal,
) {
  const fetched = await client.getManifest(digest, signal);
  if (!fetched) {
    throw new NotFoundError(
      `its payload ${digest} is in the update graph but not in the registry`,
    );
  }
  return parseManifest(fetched.content, digest);
}
