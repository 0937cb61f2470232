import { createHash } from 'node:crypto';
import { RegistryUploader } from '../registry/RegistryUploader.mjs';

/** The public image that the lab's base image replaces. */
export const publicReference = 'quay.io/centos/centos:stream9';

/** Where the base image is in the registry. */
const baseRepository = 'centos/centos';

const publicTag = 'stream9';
const created = '1970-01-01T00:00:00Z';

/**
 * Assembles a base image from its layers and uploads it, as a list with an image for each
 * architecture.
 *
 * @param {string} registry - host and port
 * @param {{ architecture: string, layers: import('./rootFileSystem.mjs').Layer[] }[]} images -
 * OCI names; layers from the bottom up
 * @param {{ repository: string, tag: string }} [name]
 * @returns {Promise<{ reference: string, digest: string }>} the digest is the list's
 */
export async function pushBaseImage(
  registry,
  images,
  { repository, tag } = { repository: baseRepository, tag: publicTag },
) {
  const uploader = new RegistryUploader(registry, repository, {
    from: repository === baseRepository ? undefined : baseRepository,
  });
  const manifests = [];
  for (const { architecture, layers } of images) {
    const manifest = await pushImage(uploader, architecture, layers, tag);
    manifests.push({ ...manifest, platform: { architecture, os: 'linux' } });
  }
  const list = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests,
  };
  await uploader.manifest(tag, list);
  return {
    reference: `${registry}/${repository}:${tag}`,
    digest: digestOf(Buffer.from(JSON.stringify(list))),
  };
}

/**
 * @param {RegistryUploader} uploader
 * @param {string} architecture
 * @param {import('./rootFileSystem.mjs').Layer[]} layers
 * @param {string} tag
 */
async function pushImage(uploader, architecture, layers, tag) {
  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      created,
      config: {
        Cmd: ['/bin/bash'],
        Env: [
          'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        ],
        Labels: {
          'org.opencontainers.image.title': 'Driver Toolkit lab base image',
          'org.opencontainers.image.version': tag,
        },
      },
      rootfs: { type: 'layers', diff_ids: layers.map(layer => layer.diffId) },
      // buildah refuses base images whose history and layers differ in number.
      history: layers.map(({ comment }) => ({ created, comment })),
    }),
  );
  const configDigest = digestOf(config);
  for (const layer of layers) {
    await uploader.blob(layer.digest, layer.content);
  }
  await uploader.blob(configDigest, config);
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: configDigest,
      size: config.length,
    },
    layers: layers.map(({ digest, size }) => ({
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      digest,
      size,
    })),
  };
  const content = Buffer.from(JSON.stringify(manifest));
  const digest = digestOf(content);
  await uploader.manifest(digest, manifest);
  return { mediaType: manifest.mediaType, digest, size: content.length };
}

/** @param {Buffer} content */
function digestOf(content) {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
