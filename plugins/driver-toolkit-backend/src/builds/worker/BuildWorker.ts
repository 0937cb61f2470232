import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import type {
  BuildError,
  BuildState,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  BuildFailedError,
  type ImageBuilder,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { isTransient } from '../../builders/retryTransient';
import type {
  BuildStore,
  ClaimedBuild,
} from '../../database/builds/BuildStore';
import type { BuildLogStore } from '../../database/logs/BuildLogStore';
import { BuildLogWriter } from '../../logs/BuildLogWriter';
import type { BuildNotices } from '../../logs/BuildNotices';
import { isFullDisk } from '../../machine/isFullDisk';
import type { BuildPlan } from '../../plans/BuildPlan';
import type { BuildContext } from './BuildContext';
import { BuildStopped } from './BuildStopped';
import { Lease } from './Lease';
import { DEFAULT_QUEUE_TIMING, type QueueTiming } from './QueueTiming';
import { RunControl } from './RunControl';

/**
 * Attempts to open a build's log, enough to outlast a restart of the database.
 */
const OPEN_ATTEMPTS = 20;

/** What a worker needs. */
export interface BuildWorkerOptions {
  builds: BuildStore;
  logs: BuildLogStore;
  notices: BuildNotices;
  logMaxBytes: number;
  logger: LoggerService;
  run: (plan: BuildPlan, context: BuildContext) => Promise<string | undefined>;
  /** Called after an image was pushed and before the build's state changes. */
  onPushed: (plan: BuildPlan) => Promise<void>;
  /** Called once for each build that ended or went back to the queue. */
  onFinished?: (buildId: string) => void;
  timing?: QueueTiming;
}

/** A claimed build in progress. */
interface Work {
  claimed: ClaimedBuild;
  builder: ImageBuilder;
  control: RunControl;
  lease: Lease;
  /** Undefined until it is open. */
  log?: BuildLogWriter;
}

/** How a build ended, for its row. */
interface Outcome {
  state: BuildState;
  digest?: string;
  error?: BuildError;
}

/**
 * Runs claimed builds to their end, or until they are stopped.
 *
 * @remarks A worker owns a build as long as it renews the lease of its claim. A
 * worker that has lost the lease, or may have, stops and writes nothing more.
 */
export class BuildWorker {
  readonly #options: BuildWorkerOptions;
  readonly #timing: QueueTiming;
  readonly #running = new Map<
    ClaimedBuild,
    { control: RunControl; lease: Lease }
  >();
  #shuttingDown = false;

  constructor(options: BuildWorkerOptions) {
    this.#options = options;
    this.#timing = options.timing ?? DEFAULT_QUEUE_TIMING;
  }

  get runningBuilds(): number {
    return this.#running.size;
  }

  /**
   * Leases that this worker still holds by its own clock, even if the
   * database's clock disagrees.
   */
  get heldLeases(): string[] {
    return [...this.#running].flatMap(([claimed, { lease }]) =>
      lease.isHeld ? [claimed.lease] : [],
    );
  }

  /**
   * Stops a build at once if it runs here; on other replicas the heartbeat sees
   * the request.
   */
  cancel(buildId: string): void {
    for (const [{ build }, { control }] of this.#running) {
      if (build.id === buildId) {
        control.stop('cancelled');
      }
    }
  }

  /**
   * Hands all builds back to the queue, including those still being claimed.
   */
  shutdown(): void {
    this.#shuttingDown = true;
    for (const { control } of this.#running.values()) {
      control.stop('shutdown');
    }
  }

  /**
   * Never rejects: if the outcome cannot be stored, the lease's end decides.
   *
   * @param heldFrom - `performance.now()` before the claim
   */
  async work(
    claimed: ClaimedBuild,
    builder: ImageBuilder,
    heldFrom: number,
  ): Promise<void> {
    const { builds, notices } = this.#options;
    const { id } = claimed.build;
    const logger = this.#options.logger.child({ build: id });
    const control = new RunControl();
    if (this.#shuttingDown) {
      control.stop('shutdown');
    }
    const lease = new Lease({
      builds,
      claimed,
      heldFrom,
      timing: this.#timing,
      logger,
      events: {
        onLost: () => control.stop('lost'),
        onCancelRequested: () => control.stop('cancelled'),
      },
    });
    this.#running.set(claimed, { control, lease });
    const timeout = setTimeout(
      () => control.stop('timeout'),
      durationToMilliseconds(builder.config.limits.timeout),
    );
    const work: Work = { claimed, builder, control, lease };
    try {
      const { outcome, stage } = await this.#run(work);
      if (!outcome || !lease.isHeld) {
        work.log?.discard();
        return;
      }
      await work.log?.close().catch(error => {
        logger.error('The end of the log could not be stored', error);
      });
      const { state, ...change } = outcome;
      if (!(await lease.advance(stage, state, { change }))) {
        logger.warn(
          `The build ended as ${state}, but another worker has it now`,
        );
        return;
      }
      this.#options.onFinished?.(id);
    } catch (error) {
      logger.error('The outcome could not be stored', error as Error);
    } finally {
      lease.end();
      clearTimeout(timeout);
      notices.notify(id);
      this.#running.delete(claimed);
    }
  }

  /** @returns no outcome if the build has another owner */
  async #run(work: Work): Promise<{ outcome?: Outcome; stage: BuildState }> {
    const { notices, logger } = this.#options;
    const { builder, control, lease } = work;
    const { plan, build } = work.claimed;
    const { signal } = control;
    let stage: BuildState = 'running';
    try {
      const log = await this.#openLog(build.id, signal);
      work.log = log;
      if (work.claimed.interruptions > 0) {
        log.add(
          'An earlier run of this build was interrupted: its backend died, or lost the database for too long. The build starts again.',
        );
      }
      signal.throwIfAborted();
      const digest = await this.#options.run(plan, {
        builder,
        buildId: build.id,
        requestedBy: build.requestedBy,
        signal,
        retryDelays: this.#timing.retries,
        log: line => log.add(line),
        onLines: lines => log.addLines(lines),
        enter: async next => {
          let isBlocked = false;
          const isOwner = await lease.advance(stage, next, {
            signal,
            onBlocked: reason => {
              if (!isBlocked) {
                log.add(`Waiting: ${reason}`);
              }
              isBlocked = true;
            },
          });
          if (!isOwner) {
            throw new BuildStopped('lost');
          }
          stage = next;
          notices.notify(build.id);
        },
        settle: () => control.settle(),
      });
      if (control.isTooLate) {
        log.add(
          'It was too late to stop this build: its image was already pushed.',
        );
      }
      if (digest) {
        await this.#options.onPushed(plan).catch(error => {
          logger.warn(
            `${build.imageReference} was pushed, but could not be added to the index; the next read adds it`,
            error,
          );
        });
      }
      return { outcome: { state: 'succeeded', digest }, stage };
    } catch (error) {
      // After the signal fired, the interrupted work throws its own error, so
      // the reason counts.
      const { aborted, reason } = control.signal;
      const cause = aborted ? reason : error;
      return { outcome: this.#outcomeOf(work, cause), stage };
    }
  }

  /** @throws BuildFailedError if the database refuses all attempts */
  async #openLog(
    buildId: string,
    signal: AbortSignal,
  ): Promise<BuildLogWriter> {
    const { logs: store, notices, logMaxBytes: maxBytes } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await BuildLogWriter.open({ buildId, store, notices, maxBytes });
      } catch (error) {
        this.#options.logger.warn(
          `The log of build ${buildId} could not be opened`,
          toError(error),
        );
        if (attempt === OPEN_ATTEMPTS) {
          throw new BuildFailedError(
            'Nothing was built: the log of this build could not be opened. The log of the backend says what the database answered.',
            { transient: true },
          );
        }
        await delay(this.#timing.storeAgain, undefined, { signal });
      }
    }
  }

  #outcomeOf(
    { claimed: { build }, builder, log }: Work,
    error: unknown,
  ): Outcome | undefined {
    switch (error instanceof BuildStopped ? error.because : undefined) {
      case 'lost':
        return undefined;
      case 'shutdown':
        log?.add('The backend is stopping; the build goes back to the queue.');
        return { state: 'queued' };
      case 'cancelled':
        log?.add('Cancelled.');
        return { state: 'cancelled' };
      case 'timeout': {
        const message = `The build ran longer than builder '${builder.config.id}' allows (limits.timeout).`;
        log?.add(message);
        return { state: 'failed', error: { message } };
      }
      default: {
        const described = describeError(error);
        log?.add(`Failed: ${described.message}`);
        if (!BuildFailedError.is(error)) {
          this.#options.logger.error(
            `Build ${build.id} failed`,
            error as Error,
          );
        }
        return { state: 'failed', error: described };
      }
    }
  }
}

function describeError(error: unknown): BuildError {
  const message = error instanceof Error ? error.message : String(error);
  // A full disk does not recover in seconds, but may have room tomorrow.
  const mayPass = isTransient(error) || isFullDisk(error);
  return {
    message,
    ...(BuildFailedError.is(error) && {
      step: error.step,
      lines: error.lines,
    }),
    ...(mayPass && { transient: true }),
  };
}
