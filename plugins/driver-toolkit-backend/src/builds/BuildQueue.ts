import type { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import type { Builder } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { setTimeout as delay } from 'node:timers/promises';
import type { ImageBuilder } from '../builders/Builder';
import type { BuildStore } from '../database/BuildStore';
import type { BuildPlan } from './BuildPlan';
import { BuildWorker, type BuildWorkerOptions } from './BuildWorker';
import { DEFAULT_QUEUE_TIMING, type QueueTiming } from './queue/QueueTiming';

/**
 * Keeps each builder busy with queued builds, up to its concurrency.
 *
 * @remarks
 * Any number of backends may do so on one PostgreSQL: all they know of each
 * other is in the builds' rows.
 */
export class BuildQueue {
  readonly #builds: BuildStore;
  readonly #builders: readonly ImageBuilder[];
  readonly #workers: Map<ImageBuilder, BuildWorker>;
  readonly #logger: LoggerService;
  readonly #timing: QueueTiming;
  readonly #onFinished: BuildWorkerOptions['onFinished'];
  readonly #stopping = new AbortController();
  readonly #working = new Set<Promise<void>>();
  #polling?: Promise<void>;
  #poke: () => void = () => {};

  constructor(options: {
    builders: readonly ImageBuilder[];
    worker: BuildWorkerOptions;
  }) {
    this.#builds = options.worker.builds;
    this.#logger = options.worker.logger;
    this.#timing = options.worker.timing ?? DEFAULT_QUEUE_TIMING;
    this.#onFinished = options.worker.onFinished;
    this.#builders = options.builders;
    this.#workers = new Map(
      options.builders.map(builder => [
        builder,
        new BuildWorker(options.worker),
      ]),
    );
  }

  /** Clears away what an earlier life left, then works until {@link stop}. */
  start(): void {
    // So that the first request does not wait for it.
    this.#builders.forEach(builder => builder.inspect());
    this.#polling = this.#poll();
  }

  /** Says that there may be something to claim. */
  poke(): void {
    this.#poke();
  }

  /**
   * Makes sure that somebody could run a build.
   *
   * @throws ServiceUnavailableError that says what each builder lacks
   */
  async requireBuilder({
    architecture,
    builder: required,
  }: Pick<BuildPlan, 'architecture' | 'builder'>): Promise<void> {
    const builders = this.#builders.filter(
      ({ config }) =>
        config.architectures.includes(architecture) &&
        (required ?? config.id) === config.id,
    );
    const inspections = await Promise.all(builders.map(b => b.inspect()));
    if (!inspections.some(({ reachable }) => reachable)) {
      const problems = inspections.map(
        ({ problems: list }, i) =>
          `Builder '${builders[i].config.id}': ${list.join(' ')}`,
      );
      throw new ServiceUnavailableError(
        `No builder can run this build now. ${problems.join(' ')}`,
      );
    }
  }

  cancel(buildId: string): void {
    this.#workers.forEach(worker => worker.cancel(buildId));
  }

  /** Hands running builds back to the queue and waits until nothing runs. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#workers.forEach(worker => worker.shutdown());
    await this.#polling;
    await Promise.all(this.#working);
    await Promise.all(this.#builders.map(builder => builder.close()));
  }

  async status(): Promise<Builder[]> {
    return Promise.all(
      this.#builders.map(async builder => {
        const { id, type, architectures, concurrency } = builder.config;
        const [inspection, queued, running] = await Promise.all([
          builder.inspect(),
          this.#builds.countQueued(architectures),
          this.#builds.countRunning(id),
        ]);
        return {
          id,
          type,
          architectures,
          concurrency,
          running,
          queued,
          ...inspection,
        };
      }),
    );
  }

  async #poll(): Promise<void> {
    await this.#reap();
    while (!this.#stopping.signal.aborted) {
      const woken = new Promise<void>(resolve => {
        this.#poke = resolve;
      });
      try {
        const interrupted = await this.#builds.interruptExpired();
        for (const id of interrupted) {
          this.#logger.warn(`Build ${id} lost its worker`);
          this.#onFinished?.(id);
        }
        for (const builder of this.#builders) {
          await this.#fill(builder);
        }
      } catch (error) {
        this.#logger.warn('The build queue could not be read', error as Error);
      }
      await Promise.race([woken, this.#pause()]);
    }
  }

  async #fill(builder: ImageBuilder): Promise<void> {
    const worker = this.#workers.get(builder)!;
    const { id, architectures, concurrency, connection } = builder.config;
    while (
      worker.runningBuilds < concurrency &&
      !this.#stopping.signal.aborted &&
      (await this.#builds.countQueued(architectures)) > 0 &&
      // What it cannot run it leaves to others, or to its own better days.
      (await builder.inspect()).reachable
    ) {
      const heldFrom = performance.now();
      const claimed = await this.#builds.claim({
        builder: id,
        architectures,
        leaseMs: this.#timing.lease,
        // A machine behind a connection is one for all backends.
        limit: connection === undefined ? undefined : concurrency,
      });
      if (!claimed) {
        return;
      }
      this.#logger.info(
        `Build ${claimed.build.id} of ${claimed.build.imageReference} runs on ${id}`,
      );
      const work = worker.work(claimed, builder, heldFrom).finally(() => {
        this.#working.delete(work);
        this.poke();
      });
      this.#working.add(work);
    }
  }

  async #reap(): Promise<void> {
    for (const builder of this.#builders) {
      await builder.reap().catch(error => {
        this.#logger.warn(
          `What earlier builds left on builder ${builder.config.id} could not be cleared away`,
          error,
        );
      });
    }
  }

  async #pause(): Promise<void> {
    await delay(this.#timing.poll, undefined, {
      signal: this.#stopping.signal,
    }).catch(() => {});
  }
}
