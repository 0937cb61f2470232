import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  BuildError,
  BuildState,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { durationToMilliseconds } from '@backstage/types';
import type { ImageBuilder } from '../builders/Builder';
import { BuildFailedError } from '../builders/BuildFailedError';
import type { BuildLogStore } from '../database/BuildLogStore';
import type { BuildStore, ClaimedBuild } from '../database/BuildStore';
import { BuildLogWriter } from '../logs/BuildLogWriter';
import type { BuildNotices } from '../logs/BuildNotices';
import type { BuildContext } from './BuildContext';
import type { BuildPlan } from './BuildPlan';
import { BuildStopped } from './BuildStopped';
import { Lease } from './queue/Lease';
import { DEFAULT_QUEUE_TIMING, type QueueTiming } from './queue/QueueTiming';

/** What a worker works with. */
export interface BuildWorkerOptions {
  builds: BuildStore;
  logs: BuildLogStore;
  notices: BuildNotices;
  logMaxBytes: number;
  logger: LoggerService;
  run: (plan: BuildPlan, context: BuildContext) => Promise<string | undefined>;
  /** Told when an image was pushed and before the build's state says so. */
  onPushed: (plan: BuildPlan) => Promise<void>;
  /** Told once of each build that was brought to its end, or back to the queue. */
  onFinished?: (buildId: string) => void;
  timing?: QueueTiming;
}

/** A claimed build while it is worked on. */
interface Work {
  claimed: ClaimedBuild;
  builder: ImageBuilder;
  controller: AbortController;
  lease: Lease;
  log: BuildLogWriter;
}

/** How a build ended, as its row will tell it. */
interface Outcome {
  state: BuildState;
  digest?: string;
  error?: BuildError;
}

/**
 * Runs claimed builds to their end, or until they are stopped.
 *
 * @remarks
 * A worker owns a build as long as it renews the lease of its claim. Whoever
 * finds that the lease is lost, or cannot tell, stops and writes nothing more.
 */
export class BuildWorker {
  readonly #options: BuildWorkerOptions;
  readonly #timing: QueueTiming;
  readonly #running = new Map<ClaimedBuild, AbortController>();
  #shuttingDown = false;

  constructor(options: BuildWorkerOptions) {
    this.#options = options;
    this.#timing = options.timing ?? DEFAULT_QUEUE_TIMING;
  }

  get runningBuilds(): number {
    return this.#running.size;
  }

  /** Stops a build at once if it runs here; elsewhere the heartbeat sees the request. */
  cancel(buildId: string): void {
    for (const [{ build }, controller] of this.#running) {
      if (build.id === buildId) {
        controller.abort(new BuildStopped('cancelled'));
      }
    }
  }

  /** Hands every build back to the queue, those that are still being claimed too. */
  shutdown(): void {
    this.#shuttingDown = true;
    for (const controller of this.#running.values()) {
      controller.abort(new BuildStopped('shutdown'));
    }
  }

  /**
   * Never rejects: what cannot be stored is left to the end of the lease.
   *
   * @param heldFrom - what `performance.now` was before the claim
   */
  async work(
    claimed: ClaimedBuild,
    builder: ImageBuilder,
    heldFrom: number,
  ): Promise<void> {
    const { builds, notices } = this.#options;
    const { id } = claimed.build;
    const logger = this.#options.logger.child({ build: id });
    const controller = new AbortController();
    this.#running.set(claimed, controller);
    if (this.#shuttingDown) {
      controller.abort(new BuildStopped('shutdown'));
    }
    const stop = (because: BuildStopped['because']) =>
      controller.abort(new BuildStopped(because));
    const lease = new Lease({
      builds,
      claimed,
      heldFrom,
      timing: this.#timing,
      logger,
      events: {
        onLost: () => stop('lost'),
        onCancelRequested: () => stop('cancelled'),
      },
    });
    const timeout = setTimeout(
      () => stop('timeout'),
      durationToMilliseconds(builder.config.limits.timeout),
    );
    try {
      const log = await BuildLogWriter.open({
        buildId: id,
        store: this.#options.logs,
        notices,
        maxBytes: this.#options.logMaxBytes,
      });
      const { outcome, stage } = await this.#run({
        claimed,
        builder,
        controller,
        lease,
        log,
      });
      if (!outcome || !lease.isHeld) {
        log.discard();
        return;
      }
      await log.close().catch(error => {
        logger.error('The end of the log could not be stored', error);
      });
      const { state, ...change } = outcome;
      if (!(await lease.advance(stage, state, { change }))) {
        logger.warn(`The build would be ${state}, but it has another worker`);
        return;
      }
      this.#options.onFinished?.(id);
    } catch (error) {
      logger.error('The outcome could not be stored', error as Error);
    } finally {
      lease.end();
      clearTimeout(timeout);
      this.#running.delete(claimed);
      notices.notify(id);
    }
  }

  /** @returns no outcome when the build has another owner */
  async #run(work: Work): Promise<{ outcome?: Outcome; stage: BuildState }> {
    const { notices, logger } = this.#options;
    const { builder, lease, log } = work;
    const { plan, build } = work.claimed;
    const { signal } = work.controller;
    let stage: BuildState = 'running';
    try {
      signal.throwIfAborted();
      const digest = await this.#options.run(plan, {
        builder,
        buildId: build.id,
        requestedBy: build.requestedBy,
        signal,
        retryDelays: this.#timing.retries,
        log: line => log.add(line),
        enter: async next => {
          if (!(await lease.advance(stage, next, { signal }))) {
            throw new BuildStopped('lost');
          }
          stage = next;
          notices.notify(build.id);
        },
      });
      if (digest) {
        await this.#options.onPushed(plan).catch(error => {
          logger.warn(
            `${build.imageReference} was pushed, but the index could not take it in; its next read will`,
            error,
          );
        });
      }
      return { outcome: { state: 'succeeded', digest }, stage };
    } catch (error) {
      // Whatever was under way when the signal fired says so in words of its own.
      const cause = signal.aborted ? signal.reason : error;
      return { outcome: this.#outcomeOf(work, cause), stage };
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
        log.add('The backend stops; the build goes back to the queue.');
        return { state: 'queued' };
      case 'cancelled':
        log.add('Cancelled.');
        return { state: 'cancelled' };
      case 'timeout': {
        const message = `The build ran longer than builder '${builder.config.id}' allows (limits.timeout).`;
        log.add(message);
        return { state: 'failed', error: { message } };
      }
      default: {
        const described = describeError(error);
        log.add(`Failed: ${described.message}`);
        if (!(error instanceof BuildFailedError)) {
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
  return error instanceof BuildFailedError
    ? { message, step: error.step, lines: error.lines }
    : { message };
}
