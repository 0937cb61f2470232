import { EventEmitter, once } from 'node:events';
import { NotFoundError } from '@backstage/errors';
import {
  isFinished,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildStore } from '../database/builds/BuildStore';
import type { BuildLogStore } from '../database/logs/BuildLogStore';
import type { BuildNotices } from './BuildNotices';
import { LogReads, type LogBatch } from './LogReads';
import type { ViewerPace } from './ViewerPace';

/**
 * Milliseconds until changes by another replica are seen: at least while they
 * continue, and at most.
 */
const MIN_POLL_MS = 100;
const MAX_POLL_MS = 1000;

/** The next item for a viewer. */
export type FeedEvent =
  | { type: 'lines'; batch: LogBatch }
  | { type: 'state'; build: Build };

/** Dependencies and limits of feeds. */
export interface FeedOptions {
  builds: BuildStore;
  logs: BuildLogStore;
  notices: BuildNotices;
  pace: ViewerPace;
}

/** The last known state of a build. */
interface Sight {
  build: Build;
  /** Counts states, so that a viewer knows whether it has sent this one. */
  state: number;
}

/**
 * One build, shared by all its viewers on this replica: its row is read once
 * per possible change, and new log lines are read once.
 *
 * @remarks
 * A viewer holds only the batch of the log that it is sending, then continues
 * after it: with the shared read if it keeps up, or with its own read if it
 * does not.
 */
export class BuildFeed {
  readonly #buildId: string;
  readonly #options: FeedOptions;
  readonly #reads: LogReads;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #closed = new AbortController();
  #sight?: Sight;
  #failure?: { error: unknown };
  viewers = 0;

  constructor(
    buildId: string,
    options: FeedOptions & { onFailure: () => void },
  ) {
    this.#buildId = buildId;
    this.#options = options;
    this.#reads = new LogReads(buildId, options.logs);
    this.#watch().catch(error => {
      this.#failure = { error };
      options.onFailure();
      this.#changes.emit('change');
    });
  }

  close(): void {
    this.#closed.abort();
  }

  /**
   * @remarks
   * The row is read before the lines, and its state is sent after them. A
   * worker stores all lines before it finishes the build, so the last state
   * comes after the last line.
   */
  async *follow(after: number, signal: AbortSignal): AsyncGenerator<FeedEvent> {
    let position = after;
    let seen: Sight | undefined;
    while (!signal.aborted) {
      const told = seen?.state;
      seen = await this.#newerThan(seen, signal);
      while (seen && position < seen.build.lastSequence && !signal.aborted) {
        const batch = await this.#reads.read(position);
        const last = batch.lines[batch.lines.length - 1];
        if (!last) {
          break;
        }
        await this.#options.pace.take(batch.bytes, signal);
        yield { type: 'lines', batch };
        position = last.seq;
      }
      if (!seen || signal.aborted) {
        return;
      }
      if (seen.state !== told) {
        yield { type: 'state', build: seen.build };
      }
      if (isFinished(seen.build)) {
        return;
      }
    }
  }

  /** @returns undefined when the viewer has gone */
  async #newerThan(
    seen: Sight | undefined,
    signal: AbortSignal,
  ): Promise<Sight | undefined> {
    while (!signal.aborted) {
      if (this.#failure) {
        throw this.#failure.error;
      }
      if (this.#sight !== seen) {
        return this.#sight;
      }
      await once(this.#changes, 'change', { signal }).catch(() => {});
    }
    return undefined;
  }

  /** Polls the build's row until the build has finished or has no viewers. */
  async #watch(): Promise<void> {
    const { builds, notices } = this.#options;
    const { signal } = this.#closed;
    let pollMs = MIN_POLL_MS;
    while (!signal.aborted) {
      // Waiting begins before reading, so no notice falls between the two.
      const change = notices.wait(this.#buildId, pollMs, signal);
      const stored = await builds.get(this.#buildId);
      if (!stored) {
        throw new NotFoundError(`There is no build ${this.#buildId}.`);
      }
      const isNew = this.#see(stored.build);
      if (isFinished(stored.build)) {
        return;
      }
      pollMs = isNew ? MIN_POLL_MS : Math.min(pollMs * 2, MAX_POLL_MS);
      await change;
    }
  }

  #see(build: Build): boolean {
    const state = this.#sight?.state ?? 0;
    const isOther = describe(this.#sight?.build) !== describe(build);
    if (!isOther && this.#sight?.build.lastSequence === build.lastSequence) {
      return false;
    }
    this.#sight = { build, state: isOther ? state + 1 : state };
    this.#changes.emit('change');
    return true;
  }
}

/** A build without the length of its log. */
function describe(build: Build | undefined): string | undefined {
  return build && JSON.stringify({ ...build, lastSequence: undefined });
}
