import { createImage, type Content } from '../../__testUtils__/imageContent';
import { DOCKER_MANIFEST } from '../../mediaTypes';
import { computeDigest } from '../../verifyDigest';
import { createLayer, type LayerEntry, type LayerFormat } from './layer';

/** An image with readable layers. */
export interface LayeredImage {
  architecture: string;
  manifest: Content;
  config: Content;
  layers: Content[];
}

/** Packs layers, the lowest first, into an image. */
export async function createLayeredImage(options: {
  /** OCI name. */
  architecture?: string;
  labels?: Record<string, string>;
  layers: LayerEntry[][];
  format?: LayerFormat;
}): Promise<LayeredImage> {
  const { architecture = 'amd64', labels, format } = options;
  const layers = await Promise.all(
    options.layers.map(entries => createLayer(entries, format)),
  );
  const { config } = createImage({ architecture, labels });
  const body = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: DOCKER_MANIFEST,
      config: {
        mediaType: config.mediaType,
        digest: config.digest,
        size: config.body.length,
      },
      layers: layers.map(({ descriptor }) => descriptor),
    }),
  );
  return {
    architecture,
    manifest: {
      mediaType: DOCKER_MANIFEST,
      digest: computeDigest(body),
      body,
    },
    config,
    layers: layers.map(({ body: content, descriptor }) => ({
      mediaType: descriptor.mediaType,
      digest: descriptor.digest,
      body: content,
    })),
  };
}

/** All content of an image for a registry. */
export function contentsOf(image: LayeredImage): Content[] {
  return [image.manifest, image.config, ...image.layers];
}
