import { createHash } from 'node:crypto';
import type { LoopbackServer } from './LoopbackServer';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
const LAYER_SIZE = 3 * 1024 ** 2;

/**
 * Serves a repository of images as the OCI distribution specification reads.
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
    const config = Buffer.from(
      JSON.stringify({
        architecture: 'amd64',
        os: 'linux',
        created: '2026-01-02T03:04:05Z',
        config: { Labels: { tag } },
      }),
    );
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MANIFEST,
        config: {
          mediaType: CONFIG,
          digest: digestOf(config),
          size: config.length,
        },
        layers: [
          {
            mediaType: LAYER,
            digest: `sha256:${'0'.repeat(64)}`,
            size: LAYER_SIZE,
          },
        ],
      }),
    );
    const digest = digestOf(manifest);
    server.set(`/v2/${repository}/blobs/${digestOf(config)}`, { body: config });
    for (const name of [tag, digest]) {
      server.set(`/v2/${repository}/manifests/${name}`, {
        body: manifest,
        headers: {
          'content-type': MANIFEST,
          'docker-content-digest': digest,
        },
      });
    }
    return digest;
  });
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
