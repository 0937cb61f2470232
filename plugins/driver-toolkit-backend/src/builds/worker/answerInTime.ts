import { setTimeout as delay } from 'node:timers/promises';
import type { BuilderInspection } from '../../builders/Builder';

/**
 * A builder's answer, for somebody who waits for it. A builder that says
 * nothing, because the way to its machine is cut, counts as unreachable.
 */
export async function answerInTime(
  answer: Promise<BuilderInspection>,
  milliseconds: number,
): Promise<BuilderInspection> {
  const answered = new AbortController();
  const { signal } = answered;
  try {
    return await Promise.race([
      answer,
      delay(milliseconds, silence(milliseconds), { signal }),
    ]);
  } finally {
    answered.abort();
  }
}

function silence(milliseconds: number): BuilderInspection {
  return {
    reachable: false,
    problems: [
      `podman did not answer within ${
        milliseconds / 1000
      } s; it goes on being asked.`,
    ],
  };
}
