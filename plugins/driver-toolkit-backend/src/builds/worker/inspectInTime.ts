import { setTimeout as delay } from 'node:timers/promises';
import type { BuilderInspection, ImageBuilder } from '../../builders/Builder';

/**
 * A builder's state, for somebody who waits for it: one that says nothing, as
 * where the way to its machine is cut, counts as one that cannot be reached.
 */
export async function inspectInTime(
  builder: Pick<ImageBuilder, 'inspect'>,
  milliseconds: number,
): Promise<BuilderInspection> {
  const answered = new AbortController();
  const { signal } = answered;
  try {
    return await Promise.race([
      builder.inspect(),
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
