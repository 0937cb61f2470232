import { setTimeout as sleep } from 'node:timers/promises';
import type { RegistryClient } from '../RegistryClient';
import type { PushedManifest } from './pushManifest';
import { UnknownBlobError } from './UnknownBlobError';

const MAX_TRIES = 5;
/** Milliseconds; doubled with each attempt. */
const BASE_DELAY = 200;

/**
 * Adds a manifest after the blobs that it names.
 *
 * @remarks
 * A registry that accepted a blob may not know it a moment later: in a new
 * repository, or if another client has just uploaded the same blob. Then
 * everything is sent again.
 */
export async function pushWithBlobs(
  client: Pick<RegistryClient, 'pushBlob' | 'pushManifest'>,
  {
    blobs,
    ...manifest
  }: Parameters<RegistryClient['pushManifest']>[0] & {
    blobs: readonly Buffer[];
  },
  signal: AbortSignal,
): Promise<PushedManifest> {
  for (let tries = 1; ; tries++) {
    for (const blob of blobs) {
      await client.pushBlob(blob, signal, { isDoubted: tries > 1 });
    }
    try {
      return await client.pushManifest(manifest, signal);
    } catch (error) {
      if (!(error instanceof UnknownBlobError) || tries === MAX_TRIES) {
        throw error;
      }
      await sleep(Math.random() * BASE_DELAY * 2 ** tries, undefined, {
        signal,
      });
    }
  }
}
