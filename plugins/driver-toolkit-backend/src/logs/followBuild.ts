import { NotFoundError } from '@backstage/errors';
import {
  isFinished,
  type BuildEvent,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildLogStore } from '../database/BuildLogStore';
import type { BuildStore } from '../database/BuildStore';
import type { BuildNotices } from './BuildNotices';

const BATCH_LINES = 1000;
/** How soon a change made by another replica is seen. */
const POLL_MS = 1000;

/**
 * Yields a build's lines and states as they come, from the line after `after`
 * to the state in which it finished.
 *
 * @remarks
 * The state is read before the lines and told after them. A worker stores all
 * lines before it finishes the build, so the last state comes after the last
 * line.
 *
 * @throws NotFoundError when there is no such build
 */
export async function* followBuild(options: {
  buildId: string;
  after: number;
  builds: BuildStore;
  logs: BuildLogStore;
  notices: BuildNotices;
  signal: AbortSignal;
}): AsyncGenerator<BuildEvent> {
  const { buildId, builds, logs, notices, signal } = options;
  let { after } = options;
  let told = '';
  while (!signal.aborted) {
    // Waiting begins before reading, so no notice falls between the two.
    const change = notices.wait(buildId, POLL_MS, signal);
    const stored = await builds.get(buildId);
    if (!stored) {
      throw new NotFoundError(`There is no build ${buildId}.`);
    }
    for (;;) {
      const lines = await logs.read(buildId, after, BATCH_LINES);
      for (const line of lines) {
        yield { type: 'log', line };
        after = line.seq;
      }
      if (lines.length < BATCH_LINES) {
        break;
      }
    }
    const { lastSequence, ...state } = stored.build;
    if (JSON.stringify(state) !== told) {
      told = JSON.stringify(state);
      yield { type: 'state', build: stored.build };
    }
    if (isFinished(stored.build)) {
      return;
    }
    await change;
  }
}
