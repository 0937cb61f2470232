import { createHash } from 'node:crypto';
import type { LoopbackServer } from './LoopbackServer';

const LIST = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
const LAYER_SIZE = 3 * 1024 ** 2;

/**
 * Serves a repository of images for amd64 by the OCI distribution
 * specification.
 *
 * @returns the digest of each tag's manifest
 */
export function addImages(
  server: LoopbackServer,
  repository: string,
  tags: string[],
): string[] {
  server.set(`/v2/${repository}/tags/list?n=1000`, {
    body: JSON.stringify({ name: repository, tags }),
  });
  return tags.map(tag => {
    const manifest = addImage(server, repository, 'amd64', { tag });
    return serve(server, repository, MANIFEST, manifest, [tag]);
  });
}

/**
 * Serves one tag, a list of an image for each architecture.
 *
 * @returns the digest of each image
 */
export function addImageList(
  server: LoopbackServer,
  repository: string,
  tag: string,
  architectures: string[],
): string[] {
  const manifests = architectures.map(architecture => {
    const manifest = addImage(server, repository, architecture, { tag });
    return {
      mediaType: MANIFEST,
      digest: serve(server, repository, MANIFEST, manifest),
      size: manifest.length,
      platform: { architecture, os: 'linux' },
    };
  });
  const list = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: LIST, manifests }),
  );
  serve(server, repository, LIST, list, [tag]);
  return manifests.map(({ digest }) => digest);
}

/** Serves an image's content, and returns its manifest. */
function addImage(
  server: LoopbackServer,
  repository: string,
  architecture: string,
  labels: Record<string, string>,
): Buffer {
  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      created: '2026-01-02T03:04:05Z',
      config: { Labels: labels },
    }),
  );
  const digest = digestOf(config);
  server.set(`/v2/${repository}/blobs/${digest}`, { body: config });
  const layer = `sha256:${'0'.repeat(64)}`;
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: { mediaType: CONFIG, digest, size: config.length },
      layers: [{ mediaType: LAYER, digest: layer, size: LAYER_SIZE }],
    }),
  );
}

/** Serves a manifest by its digest and by tags. */
function serve(
  server: LoopbackServer,
  repository: string,
  type: string,
  manifest: Buffer,
  tags: string[] = [],
): string {
  const digest = digestOf(manifest);
  for (const name of [digest, ...tags]) {
    server.set(`/v2/${repository}/manifests/${name}`, {
      body: manifest,
      headers: { 'content-type': type, 'docker-content-digest': digest },
    });
  }
  return digest;
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
