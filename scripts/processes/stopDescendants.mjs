import { setTimeout as delay } from 'node:timers/promises';
import { descendantsOf, listProcesses } from './listProcesses.mjs';

const POLL_MS = 50;

/**
 * Stops all descendants of this program, because an interrupted preparation leaves children behind. Each gets a
 * SIGTERM, and is killed after `graceMs`.
 */
export async function stopDescendants({ graceMs = 20_000 } = {}) {
  await endAll('SIGTERM', graceMs);
  await endAll('SIGKILL', 2_000);
}

/**
 * @param {NodeJS.Signals} signal
 * @param {number} timeoutMs
 */
async function endAll(signal, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  const asked = new Set();
  for (;;) {
    const left = descendantsOf(process.pid, await listProcesses());
    if (left.length === 0 || Date.now() >= deadline) {
      return;
    }
    for (const { pid } of left.filter(child => !asked.has(child.pid))) {
      asked.add(pid);
      try {
        process.kill(pid, signal);
      } catch {
        // It ended in the meantime.
      }
    }
    await delay(POLL_MS);
  }
}
