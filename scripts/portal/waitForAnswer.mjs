import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 500;
const ANSWER_TIMEOUT_MS = 5_000;

/**
 * Polls an address until it answers with success.
 *
 * @param {string} url
 * @param {AbortSignal} signal gives up when aborted, with the signal's reason
 */
export async function waitForAnswer(url, signal) {
  for (;;) {
    signal.throwIfAborted();
    if (await answers(url)) {
      return;
    }
    await delay(POLL_MS);
  }
}

/** @param {string} url */
async function answers(url) {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
