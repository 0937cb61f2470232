import { ResponseError } from '@backstage/errors';
import type {
  Build,
  BuildEvent,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { isFinished } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Milliseconds for which new lines are gathered before they are shown. */
const BATCH_INTERVAL = 60;

/** Milliseconds of silence after which a connection that should speak is given up. */
const SILENCE_LIMIT = 10_000;

/** Where a feed stands towards the backend. */
export type LogFeedStatus =
  | 'connecting'
  | 'live'
  | 'reconnecting'
  | 'ended'
  | 'failed';

/** A feed as of one moment. */
export interface LogFeedSnapshot {
  status: LogFeedStatus;
  lineCount: number;
  /** Characters of the longest line. */
  longestLine: number;
  /** Why nothing more comes, where the status is `failed`. */
  error?: Error;
}

/** How a feed reaches the backend and reports. */
export interface LogFeedOptions {
  /** Log lines after a sequence number and state changes, as they happen. */
  follow(after: number, signal: AbortSignal): AsyncIterable<BuildEvent>;
  onBuild(build: Build): void;
  /** Milliseconds to wait before the n-th try (from 0) to connect again. */
  retryDelay?(attempt: number): number;
}

/**
 * Reads a build's log as it is written, through lost connections.
 *
 * @remarks
 * A line is known by its sequence number: whatever a new connection repeats is
 * dropped, so that each line is held once and in order.
 */
export class LogFeed {
  readonly #options: LogFeedOptions;
  readonly #lines: string[] = [];
  readonly #sequences: number[] = [];
  readonly #listeners = new Set<() => void>();
  #snapshot: LogFeedSnapshot = {
    status: 'connecting',
    lineCount: 0,
    longestLine: 0,
  };
  #longestLine = 0;
  #batchTimer?: ReturnType<typeof setTimeout>;
  #lastEventAt = 0;
  #stop?: AbortController;
  #connection?: AbortController;

  constructor(options: LogFeedOptions) {
    this.#options = options;
  }

  /** Begins to read, or goes on where it stopped. */
  start(): void {
    this.#stop?.abort();
    this.#stop = new AbortController();
    this.#run(this.#stop.signal);
  }

  /** Ends reading; what was read stays. */
  stop(): void {
    this.#stop?.abort();
    this.#connection?.abort();
    if (this.#batchTimer !== undefined) {
      this.#publish({});
    }
  }

  /** The line at an index, with its sequence number. */
  lineAt(index: number): { sequence: number; text: string } {
    return { sequence: this.#sequences[index], text: this.#lines[index] };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): LogFeedSnapshot => this.#snapshot;

  /**
   * Takes notice of a build's state learned elsewhere. A connection that has
   * been silent although there is more to say is lost without the browser
   * knowing, as after a laptop's sleep: it is given up and made anew.
   */
  notice(build: Build): void {
    const behind = isFinished(build) || build.lastSequence > this.#lastSequence;
    const silent = Date.now() - this.#lastEventAt > SILENCE_LIMIT;
    if (this.#snapshot.status === 'live' && behind && silent) {
      this.#connection?.abort();
    }
  }

  get #lastSequence(): number {
    return this.#sequences[this.#sequences.length - 1] ?? 0;
  }

  async #run(stopped: AbortSignal): Promise<void> {
    for (let attempt = 0; !stopped.aborted; attempt++) {
      if (attempt > 0) {
        await pause(this.#retryDelay(attempt - 1), stopped);
        if (stopped.aborted) {
          return;
        }
      }
      const outcome = await this.#connect(stopped, () => {
        attempt = 0;
      });
      if (stopped.aborted) {
        return;
      }
      this.#publish(outcome);
      if (outcome.status !== 'reconnecting') {
        return;
      }
    }
  }

  /** Follows the build over one connection and tells how that ended. */
  async #connect(
    stopped: AbortSignal,
    onEvent: () => void,
  ): Promise<Pick<LogFeedSnapshot, 'status' | 'error'>> {
    const connection = new AbortController();
    this.#connection = connection;
    const signal = AbortSignal.any([stopped, connection.signal]);
    this.#lastEventAt = Date.now();
    try {
      const events = this.#options.follow(this.#lastSequence, signal);
      for await (const event of events) {
        if (stopped.aborted) {
          break;
        }
        onEvent();
        this.#lastEventAt = Date.now();
        if (this.#snapshot.status !== 'live') {
          this.#publish({ status: 'live' });
        }
        if (event.type === 'log') {
          this.#append(event.line.seq, event.line.line);
        } else {
          this.#options.onBuild(event.build);
          if (isFinished(event.build)) {
            return { status: 'ended' };
          }
        }
      }
    } catch (error) {
      if (isRefusal(error)) {
        return { status: 'failed', error };
      }
    }
    return { status: 'reconnecting' };
  }

  #append(sequence: number, text: string): void {
    if (sequence <= this.#lastSequence) {
      return;
    }
    this.#sequences.push(sequence);
    this.#lines.push(text);
    this.#longestLine = Math.max(this.#longestLine, text.length);
    this.#batchTimer ??= setTimeout(() => this.#publish({}), BATCH_INTERVAL);
  }

  #publish(change: Partial<LogFeedSnapshot>): void {
    clearTimeout(this.#batchTimer);
    this.#batchTimer = undefined;
    this.#snapshot = {
      ...this.#snapshot,
      ...change,
      lineCount: this.#lines.length,
      longestLine: this.#longestLine,
    };
    this.#listeners.forEach(listener => listener());
  }

  #retryDelay(attempt: number): number {
    return this.#options.retryDelay?.(attempt) ?? backoff(attempt);
  }
}

/** Half a second doubling up to ten, jittered so that readers don't come back all at once. */
function backoff(attempt: number): number {
  return Math.min(10_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2);
}

/** Whether the backend answered that it won't, however often it is asked. */
function isRefusal(error: unknown): error is ResponseError {
  return (
    error instanceof ResponseError &&
    error.statusCode >= 400 &&
    error.statusCode < 500 &&
    error.statusCode !== 429
  );
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
