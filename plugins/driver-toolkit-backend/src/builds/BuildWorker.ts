import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  BuildError,
  BuildState,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { durationToMilliseconds } from '@backstage/types';
import type { ImageBuilder } from '../builders/Builder';
import { BuildFailedError } from '../builders/BuildFailedError';
import type { BuildLogStore } from '../database/BuildLogStore';
import type { BuildStore, StoredBuild } from '../database/BuildStore';
import { BuildLogWriter } from '../logs/BuildLogWriter';
import type { BuildNotices } from '../logs/BuildNotices';
import type { BuildContext } from './BuildContext';
import type { BuildPlan } from './BuildPlan';

const LEASE_MS = 30_000;
const HEARTBEAT_MS = 5_000;

/** Why a build's signal fired. */
class BuildStopped extends Error {
  readonly because: 'cancelled' | 'timeout' | 'shutdown' | 'lost';

  constructor(because: BuildStopped['because']) {
    super(`The build was stopped: ${because}`);
    this.because = because;
  }
}

/** What a worker works with. */
export interface BuildWorkerOptions {
  /** Names this worker's life: a lease of an earlier one is not its own. */
  id: string;
  builds: BuildStore;
  logs: BuildLogStore;
  notices: BuildNotices;
  logMaxBytes: number;
  logger: LoggerService;
  run: (plan: BuildPlan, context: BuildContext) => Promise<string | undefined>;
  /** Told when a build has succeeded and before its state says so. */
  onSucceeded: (stored: StoredBuild) => Promise<void>;
}

/**
 * Runs one claimed build to its end, or until it is stopped.
 *
 * @remarks
 * A worker owns a build as long as it renews the lease. Whoever finds that it
 * lost the lease stops and writes nothing more.
 */
export class BuildWorker {
  readonly #options: BuildWorkerOptions;
  readonly #running = new Map<string, AbortController>();

  constructor(options: BuildWorkerOptions) {
    this.#options = options;
  }

  static leaseFromNow(): Date {
    return new Date(Date.now() + LEASE_MS);
  }

  get runningBuilds(): number {
    return this.#running.size;
  }

  /** Stops a build at once if it runs here; elsewhere the heartbeat sees the request. */
  cancel(buildId: string): void {
    this.#running.get(buildId)?.abort(new BuildStopped('cancelled'));
  }

  /** Hands every running build back to the queue. */
  shutdown(): void {
    for (const controller of this.#running.values()) {
      controller.abort(new BuildStopped('shutdown'));
    }
  }

  async work(stored: StoredBuild, builder: ImageBuilder): Promise<void> {
    const { id, builds, notices } = this.#options;
    const { build } = stored;
    const logger = this.#options.logger.child({ build: build.id });
    const controller = new AbortController();
    this.#running.set(build.id, controller);
    const heartbeat = setInterval(
      () => void this.#beat(build.id, controller, logger),
      HEARTBEAT_MS,
    );
    const timeout = setTimeout(
      () => controller.abort(new BuildStopped('timeout')),
      durationToMilliseconds(builder.config.limits.timeout),
    );
    const log = await BuildLogWriter.open({
      buildId: build.id,
      store: this.#options.logs,
      notices,
      maxBytes: this.#options.logMaxBytes,
    });
    try {
      await this.#run(stored, builder, controller.signal, log);
    } catch (error) {
      logger.error(
        'The outcome of the build could not be stored',
        error as Error,
      );
    } finally {
      clearInterval(heartbeat);
      clearTimeout(timeout);
      this.#running.delete(build.id);
      notices.notify(build.id);
      logger.debug(`Worker ${id} is done`);
    }
    await builds.setLastSequence(build.id, log.sequence);
  }

  async #run(
    stored: StoredBuild,
    builder: ImageBuilder,
    signal: AbortSignal,
    log: BuildLogWriter,
  ): Promise<void> {
    const { onSucceeded, run, notices } = this.#options;
    const { id } = stored.build;
    let state: BuildState = 'running';
    let outcome: () => Promise<void>;
    try {
      const digest = await run(stored.plan, {
        builder,
        buildId: id,
        signal,
        log: line => log.add(line),
        enter: async stage => {
          signal.throwIfAborted();
          if (!(await this.#advance(id, state, stage))) {
            throw new BuildStopped('lost');
          }
          state = stage;
          notices.notify(id);
        },
      });
      await onSucceeded(stored);
      outcome = () => this.#finish(id, state, 'succeeded', { digest });
    } catch (error) {
      const { because } =
        error instanceof BuildStopped ? error : { because: undefined };
      outcome = this.#outcomeOf(stored, builder, state, because, error, log);
    }
    await log.close();
    await this.#options.builds.setLastSequence(id, log.sequence);
    await outcome();
  }

  #outcomeOf(
    { build }: StoredBuild,
    builder: ImageBuilder,
    state: BuildState,
    because: BuildStopped['because'] | undefined,
    error: unknown,
    log: BuildLogWriter,
  ): () => Promise<void> {
    switch (because) {
      case 'lost':
        return async () => {};
      case 'shutdown':
        log.add(
          'The backend is shutting down; the build goes back to the queue.',
        );
        return () => this.#finish(build.id, state, 'queued');
      case 'cancelled':
        log.add('Cancelled.');
        return () => this.#finish(build.id, state, 'cancelled');
      case 'timeout': {
        const message = `The build ran longer than builder '${builder.config.id}' allows (limits.timeout).`;
        log.add(message);
        return () =>
          this.#finish(build.id, state, 'failed', { error: { message } });
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
        return () =>
          this.#finish(build.id, state, 'failed', { error: described });
      }
    }
  }

  async #finish(
    id: string,
    from: BuildState,
    to: BuildState,
    change?: { digest?: string; error?: BuildError },
  ): Promise<void> {
    if (!(await this.#advance(id, from, to, change))) {
      this.#options.logger.warn(
        `Build ${id} would be ${to}, but another worker has it now`,
      );
    }
  }

  #advance(
    id: string,
    from: BuildState,
    to: BuildState,
    change?: { digest?: string; error?: BuildError },
  ): Promise<boolean> {
    return this.#options.builds.advance(
      id,
      this.#options.id,
      [from],
      to,
      change,
    );
  }

  async #beat(
    buildId: string,
    controller: AbortController,
    logger: LoggerService,
  ): Promise<void> {
    try {
      const lease = await this.#options.builds.renewLease(
        buildId,
        this.#options.id,
        BuildWorker.leaseFromNow(),
      );
      if (!lease && this.#running.has(buildId)) {
        controller.abort(new BuildStopped('lost'));
      } else if (lease?.cancelRequested) {
        controller.abort(new BuildStopped('cancelled'));
      }
    } catch (error) {
      logger.warn('The lease could not be renewed', error as Error);
    }
  }
}

function describeError(error: unknown): BuildError {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof BuildFailedError
    ? { message, step: error.step, lines: error.lines }
    : { message };
}
