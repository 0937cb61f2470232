import { createHash } from 'node:crypto';
import { createImage } from '../../../registry/__testUtils__/imageContent';
import type { Content } from '../../../registry/__testUtils__/imageContent';
import {
  createLayer,
  type LayerEntry,
  type LayerFormat,
  type TestLayer,
} from '../../../registry/layers/__testUtils__/layer';
import { DOCKER_MANIFEST } from '../../../registry/mediaTypes';

/** A payload image as `oc adm release new` makes it: the manifests are its last layer. */
export interface TestPayload {
  architecture: string;
  manifest: Content;
  config: Content;
  layers: Content[];
}

/** The file that names a release's images, here with these tags and some more. */
export function imageReferences(
  version: string,
  tags: Record<string, string>,
): LayerEntry {
  const others = {
    'cluster-version-operator': `quay.io/ocp/art@sha256:${'0'.repeat(64)}`,
    'machine-os-content': `quay.io/ocp/art@sha256:${'1'.repeat(64)}`,
  };
  return {
    name: 'release-manifests/image-references',
    content: JSON.stringify({
      kind: 'ImageStream',
      apiVersion: 'image.openshift.io/v1',
      metadata: { name: version, creationTimestamp: '2024-06-20T08:00:00Z' },
      spec: {
        lookupPolicy: { local: false },
        tags: Object.entries({ ...others, ...tags }).map(([name, image]) => ({
          name,
          annotations: { 'io.openshift.build.commit.id': '' },
          from: { kind: 'DockerImage', name: image },
          generation: 2,
          importPolicy: {},
          referencePolicy: { type: 'Source' },
        })),
      },
    }),
  };
}

/** Packs layers, the lowest first, into an image. */
export async function createPayload(options: {
  architecture?: string;
  layers: LayerEntry[][];
  format?: LayerFormat;
}): Promise<TestPayload> {
  const { architecture = 'amd64', format } = options;
  const layers = await Promise.all(
    options.layers.map(entries => createLayer(entries, format)),
  );
  return assemblePayload(architecture, layers);
}

/** Describes layers as an image, whatever they are. */
export function assemblePayload(
  architecture: string,
  layers: TestLayer[],
): TestPayload {
  const { config } = createImage({ architecture });
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
  const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  return {
    architecture,
    manifest: { mediaType: DOCKER_MANIFEST, digest, body },
    config,
    layers: layers.map(({ body: content, descriptor }) => ({
      mediaType: descriptor.mediaType,
      digest: descriptor.digest,
      body: content,
    })),
  };
}
