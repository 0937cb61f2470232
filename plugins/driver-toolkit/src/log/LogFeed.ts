import { ResponseError } from '@backstage/errors';
import type {
  Build,
  BuildEvent,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { isFinished } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Milliseconds between two updates with new lines. */
const BATCH_INTERVAL = 60;

/** Milliseconds of silence after which an outdated connection counts as lost. */
const SILENCE_LIMIT = 10_000;

/** Connection state of a feed. */
export type LogFeedStatus =
  | 'connecting'
  | 'live'
  | 'reconnecting'
  | 'ended'
  | 'failed';

/** A snapshot of a feed. */
export interface LogFeedSnapshot {
  status: LogFeedStatus;
  lineCount: number;
  /** Characters of the longest line. */
  longestLine: number;
  /** Why the feed has ended, if the status is `failed`. */
  error?: Error;
}

/** Options of a feed. */
export interface LogFeedOptions {
  /** Streams log lines after a sequence number, and state changes. */
  follow(after: number, signal: AbortSignal): AsyncIterable<BuildEvent>;
  onBuild(build: Build): void;
  /** Milliseconds to wait before the n-th try (from 0) to connect again. */
  retryDelay?(attempt: number): number;
}

/**
 * Follows a build's log, and reconnects after a lost connection.
 *
 * @remarks
 * The sequence number identifies a line: the feed drops lines that a new
 * connection repeats, so it has each line once and in order.
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

  /** Starts to read, or continues after a stop. */
  start(): void {
    this.#stop?.abort();
    this.#stop = new AbortController();
    this.#run(this.#stop.signal);
  }

  /** Stops reading; the lines stay. */
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
   * Takes a build state from elsewhere. If the connection is silent although the
   * build has news, the connection is lost unnoticed, for example after a
   * laptop's sleep: the feed reconnects.
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

  /** Follows the build over one connection, and returns how the connection ended. */
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

/** Half a second, doubled up to ten, with jitter so that readers don't return all at once. */
function backoff(attempt: number): number {
  return Math.min(10_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2);
}

/** Whether the backend's refusal is final. */
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
