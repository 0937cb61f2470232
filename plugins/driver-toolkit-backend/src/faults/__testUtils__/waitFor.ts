import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;
const PATIENCE_MS = 60_000;

/**
 * Waits until something is so.
 *
 * @param what - as in "the step was not killed"
 */
export async function waitFor(
  what: string,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) {
      throw new Error(`Waited in vain: ${what}.`);
    }
    await delay(POLL_MS);
  }
}
