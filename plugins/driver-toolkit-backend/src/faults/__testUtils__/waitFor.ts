import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;
/** How long nothing may change: how long it all takes depends on the machine. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 500;

/**
 * Waits until something is so, for as long as it makes progress.
 *
 * @param what - as in "the step was not killed"
 * @param look - tells how far it is; without it, there is no progress to be seen
 * @throws Error that says what was seen last
 */
export async function waitFor(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  look: () => unknown = () => undefined,
): Promise<void> {
  let seen = '';
  let changed = Date.now();
  let looked = 0;
  while (!(await isSo())) {
    if (Date.now() - looked > LOOK_MS) {
      const now = JSON.stringify(await look()) ?? '';
      changed = now === seen ? changed : Date.now();
      seen = now;
      looked = Date.now();
    }
    if (Date.now() - changed > PATIENCE_MS) {
      throw new Error(
        `Waited in vain: ${what}. For ${PATIENCE_MS / 1000} s, nothing changed${
          seen && `: ${seen}`
        }.`,
      );
    }
    await delay(POLL_MS);
  }
}
