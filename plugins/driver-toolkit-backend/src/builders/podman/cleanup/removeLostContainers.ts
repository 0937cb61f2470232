import { setTimeout as delay } from 'node:timers/promises';
import { processesOf } from '../../../machine/processTree';
import type { PodmanQuery } from '../process/Podman';
import type { HalfWritten } from './HalfWritten';

/** Programs that write working containers to podman's storage. */
const WRITERS = ['podman', 'buildah'];
const ATTEMPTS = 10;
const PAUSE_MS = 300;

/**
 * Removes the working containers that a failed build has left without the
 * record that says whose they are, as on a full disk, which takes none.
 *
 * @remarks
 * Such a container is of no use to anybody, but for the podman that is about to
 * write its record. So they are left alone where some podman runs all the time.
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
