import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import type { Builder } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type {
  BuilderInspection,
  ImageBuilder,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { BuildStore } from '../../database/builds/BuildStore';
import type { BuildPlan } from '../../plans/BuildPlan';
import { typesOf } from '../buildersOf';
import { answerInTime } from '../worker/answerInTime';
import { BuildWorker, type BuildWorkerOptions } from '../worker/BuildWorker';
import { DEFAULT_QUEUE_TIMING, type QueueTiming } from '../worker/QueueTiming';

/**
 * Keeps each builder busy with queued builds, up to its concurrency.
 *
 * @remarks Any number of backends may do so on one PostgreSQL: they know each
 * other only from the builds' rows. Each builder has its own loop, so one that
 * does not answer blocks no other.
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
  readonly #wakes = new Set<() => void>();
  #serving?: Promise<unknown>;

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

  /** Removes leftovers of an earlier process, then works until {@link stop}. */
  start(): void {
    // So that the first request does not wait for the answers.
    this.#builders.forEach(builder => builder.ping());
    this.#serving = Promise.all([
      this.#repeat(() => this.#interruptExpired()),
      ...this.#builders.map(builder => this.#serve(builder)),
    ]);
  }

  /** Tells the queue that a build may be ready to claim. */
  poke(): void {
    this.#wakes.forEach(wake => wake());
  }

  /**
   * Makes sure that a builder could run a build.
   *
   * @throws ServiceUnavailableError that says what each builder lacks
   */
  async requireBuilder({
    type,
    architecture,
    builder: required,
  }: Pick<BuildPlan, 'type' | 'architecture' | 'builder'>): Promise<void> {
    const builders = this.#builders.filter(
      ({ config }) =>
        typesOf(config).includes(type) &&
        config.architectures.includes(architecture) &&
        (required ?? config.id) === config.id,
    );
    const reached = builders.map(async each => {
      const { reachable, problems } = await this.#inTime(each.ping());
      if (!reachable) {
        throw new Error(`Builder '${each.config.id}': ${problems.join(' ')}`);
      }
    });
    try {
      // One is enough: no need to wait for silent builders.
      await Promise.any(reached);
    } catch (error) {
      const reasons = (error as AggregateError).errors.map(e => e.message);
      throw new ServiceUnavailableError(
        ['No builder can run this build now.', ...reasons].join(' '),
      );
    }
  }

  cancel(buildId: string): void {
    this.#workers.forEach(worker => worker.cancel(buildId));
  }

  /** Hands running builds back to the queue and waits until nothing runs. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.poke();
    this.#workers.forEach(worker => worker.shutdown());
    await this.#serving;
    await Promise.all(this.#working);
    await Promise.all(this.#builders.map(builder => builder.close()));
  }

  /** All builders, with everything that people should know about them. */
  status(): Promise<Builder[]> {
    return Promise.all(
      this.#builders.map(async builder => {
        const { answer } = this.#timing;
        // The full look may take longer; by then it is known whether the
        // builder can be reached.
        const ping = this.#inTime(builder.ping());
        return this.#describe(
          builder,
          await answerInTime(builder.inspect(), answer, ping),
        );
      }),
    );
  }

  /**
   * All builders, with what is quickly known: whether they can be reached, and
   * their builds.
   */
  load(): Promise<Builder[]> {
    return Promise.all(
      this.#builders.map(async builder =>
        this.#describe(builder, await this.#inTime(builder.ping())),
      ),
    );
  }

  async #describe(
    builder: ImageBuilder,
    inspection: BuilderInspection,
  ): Promise<Builder> {
    const { id, type, architectures, concurrency, builds } = builder.config;
    const types = typesOf(builder.config);
    const [queued, running] = await Promise.all([
      this.#builds.countQueued({ builder: id, architectures, types }),
      this.#builds.countRunning(id),
    ]);
    return {
      id,
      type,
      architectures,
      builds: builds ?? ['toolkits', 'drivers'],
      concurrency,
      running,
      queued,
      ...inspection,
    };
  }

  #inTime(answer: Promise<BuilderInspection>): Promise<BuilderInspection> {
    return answerInTime(answer, this.#timing.answer);
  }

  async #serve(builder: ImageBuilder): Promise<void> {
    await builder.recover().catch(error => {
      this.#logger.warn(
        `Leftovers of earlier builds on builder ${builder.config.id} could not be cleared away`,
        error,
      );
    });
    await this.#repeat(() => this.#fill(builder));
  }

  /** Works at intervals, and whenever a build may be ready to claim. */
  async #repeat(work: () => Promise<void>): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      // Created before the work, so that no poke is lost in between.
      const woken = new AbortController();
      const wake = () => woken.abort();
      this.#wakes.add(wake);
      try {
        await work();
      } catch (error) {
        this.#logger.warn('The build queue could not be read', error as Error);
      }
      await delay(this.#timing.poll, undefined, {
        signal: woken.signal,
      }).catch(() => {});
      this.#wakes.delete(wake);
    }
  }

  async #interruptExpired(): Promise<void> {
    const held = [...this.#workers.values()].flatMap(
      worker => worker.heldLeases,
    );
    for (const id of await this.#builds.interruptExpired(held)) {
      this.#logger.warn(`Build ${id} lost its worker`);
      this.#onFinished?.(id);
      this.poke();
    }
  }

  async #fill(builder: ImageBuilder): Promise<void> {
    const worker = this.#workers.get(builder)!;
    const { id, architectures, concurrency } = builder.config;
    const types = typesOf(builder.config);
    while (
      worker.runningBuilds < concurrency &&
      !this.#stopping.signal.aborted &&
      (await this.#builds.countQueued({ builder: id, architectures, types })) >
        0 &&
      // An unreachable builder claims nothing: builds stay for other builders,
      // or for later.
      (await this.#inTime(builder.ping())).reachable
    ) {
      const heldFrom = performance.now();
      const claimed = await this.#builds.claim({
        builder: id,
        architectures,
        types,
        leaseMs: this.#timing.lease,
        limit: builder.isShared ? concurrency : undefined,
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
}
