import { createHash } from 'node:crypto';
import { OCI_INDEX, OCI_MANIFEST } from '../mediaTypes';

/** Content with its digest. */
export interface Content {
  digest: string;
  mediaType: string;
  body: Buffer;
}

/** One platform's image: its manifest and its configuration. */
export interface TestImage {
  architecture: string;
  manifest: Content;
  config: Content;
  layer: Content;
}

/** Makes an image of one layer. */
export function createImage(options: {
  architecture?: string;
  labels?: Record<string, string>;
  created?: string;
  layer?: string;
  configType?: string;
}): TestImage {
  const {
    architecture = 'amd64',
    labels = {},
    created = '2024-01-02T03:04:05.678901234Z',
    layer: layerText = `layer for ${architecture}`,
    configType = 'application/vnd.oci.image.config.v1+json',
  } = options;
  const layer = toContent(
    'application/vnd.oci.image.layer.v1.tar+gzip',
    Buffer.from(layerText),
  );
  const config = toContent(configType, {
    architecture,
    os: 'linux',
    created,
    config: { Labels: labels },
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
  });
  const manifest = toContent(OCI_MANIFEST, {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: descriptor(config),
    layers: [descriptor(layer)],
  });
  return { architecture, manifest, config, layer };
}

/**
 * Makes an image list, by default with an attestation like those of builders.
 */
export function createIndex(
  images: (Pick<TestImage, 'manifest'> & {
    architecture?: string;
    artifactType?: string;
  })[],
  options: { attested?: boolean } = {},
): Content {
  const attestation = toContent(OCI_MANIFEST, { attests: 'something' });
  const { attested = true } = options;
  return toContent(OCI_INDEX, {
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: [
      ...images.map(({ manifest, architecture, artifactType }) => ({
        ...descriptor(manifest),
        artifactType,
        platform: architecture && { architecture, os: 'linux' },
      })),
      ...(attested
        ? [
            {
              ...descriptor(attestation),
              platform: { architecture: 'unknown', os: 'unknown' },
            },
          ]
        : []),
    ],
  });
}

/** Makes an image list of image lists, or of anything without a platform. */
export function createOuterIndex(...inner: Content[]): Content {
  return toContent(OCI_INDEX, {
    schemaVersion: 2,
    manifests: inner.map(descriptor),
  });
}

/** Makes an OCI 1.1 artifact with an empty configuration. */
export function createArtifact({ text = 'artifact' }): {
  manifest: Content;
} {
  const config = toContent('application/vnd.oci.empty.v1+json', {});
  return {
    manifest: toContent(OCI_MANIFEST, {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: 'application/spdx+json',
      config: descriptor(config),
      layers: [descriptor(toContent('text/spdx', Buffer.from(text)))],
    }),
  };
}

function descriptor({ digest, mediaType, body }: Content) {
  return { mediaType, digest, size: body.length };
}

/** Content with its digest; other values than bytes become JSON. */
export function toContent(mediaType: string, value: object): Content {
  const body = Buffer.isBuffer(value)
    ? value
    : Buffer.from(JSON.stringify(value));
  const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  return { digest, mediaType, body };
}

/** Makes a manifest that refers to an image. */
export function createReferrer(options: {
  artifactType?: string;
  layerType?: string;
  annotations?: Record<string, string>;
  text?: string;
}): Content {
  const { artifactType, layerType = 'application/octet-stream' } = options;
  const layer = toContent(layerType, Buffer.from(options.text ?? 'attached'));
  const config = toContent('application/vnd.oci.image.config.v1+json', {});
  return toContent(OCI_MANIFEST, {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType,
    config: descriptor(config),
    layers: [{ ...descriptor(layer), annotations: options.annotations }],
  });
}

/** Makes the list that a referrers API or a referrers tag answers with. */
export function createReferrersList(
  referrers: (Content & {
    artifactType?: string;
    annotations?: Record<string, string>;
  })[],
): Content {
  return toContent(OCI_INDEX, {
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: referrers.map(referrer => ({
      ...descriptor(referrer),
      artifactType: referrer.artifactType,
      annotations: referrer.annotations,
    })),
  });
}
