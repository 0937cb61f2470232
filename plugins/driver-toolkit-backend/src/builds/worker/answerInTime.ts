import { setTimeout as delay } from 'node:timers/promises';
import type { BuilderInspection } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/**
 * A builder's answer, within a time limit.
 *
 * @returns `late` if it does not answer in time; by default, that it cannot be
 * reached
 */
export async function answerInTime(
  answer: Promise<BuilderInspection>,
  milliseconds: number,
  late: Promise<BuilderInspection> = Promise.resolve(silence(milliseconds)),
): Promise<BuilderInspection> {
  const answered = new AbortController();
  const { signal } = answered;
  try {
    return await Promise.race([
      answer,
      delay(milliseconds, late, { signal }).then(value => value),
    ]);
  } finally {
    answered.abort();
  }
}

function silence(milliseconds: number): BuilderInspection {
  return {
    reachable: false,
    problems: [
      `It did not answer within ${
        milliseconds / 1000
      } s; the backend asks again.`,
    ],
  };
}
