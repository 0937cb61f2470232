import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;
/** Longest time without a change. The total time depends on the machine. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 500;

/**
 * Waits until a condition holds, as long as there is progress.
 *
 * @param what - the failure, like "the step was not killed"
 * @param look - describes the progress; without it, no progress is visible
 * @throws Error that quotes the last progress
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
        `Timed out: ${what}. Nothing changed for ${PATIENCE_MS / 1000} s${
          seen && `: ${seen}`
        }.`,
      );
    }
    await delay(POLL_MS);
  }
}
