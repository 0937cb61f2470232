import { setTimeout as delay } from 'node:timers/promises';
import { processesOf } from '../../../machine/processTree';
import type { PodmanQuery } from '../process/Podman';
import type { HalfWritten } from './HalfWritten';

/** Programs that write working containers to podman's storage. */
const WRITERS = ['podman', 'buildah'];
const ATTEMPTS = 10;
const PAUSE_MS = 300;

/**
 * Removes working containers that a failed build has left without the record
 * that names their build, because the disk was full, for example.
 *
 * @remarks Only a podman that is about to write the record still needs such a
 * container. So they stay as long as any podman is running.
 */
export async function removeLostContainers(
  halfWritten: HalfWritten,
  query: PodmanQuery,
): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const lost = await halfWritten.lostContainers();
    if (lost.length === 0) {
      return;
    }
    if (processesOf(WRITERS).length === 0) {
      await query(['rm', '--force', '--ignore', ...lost]);
      return;
    }
    await delay(PAUSE_MS);
  }
}
