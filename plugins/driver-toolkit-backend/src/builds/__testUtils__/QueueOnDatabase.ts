import { setTimeout as delay } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import {
  isFinished,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  BuildFailedError,
  type ImageBuilder,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import {
  createTestDatabase,
  type databases,
} from '../../__testUtils__/testDatabases';
import { DatabaseBuildStore } from '../../database/builds/DatabaseBuildStore';
import { DatabaseBuildLogStore } from '../../database/logs/BuildLogStore';
import { BuildNotices } from '../../logs/BuildNotices';
import type { ToolkitPlan } from '../../plans/BuildPlan';
import { BuildQueue } from '../queue/BuildQueue';
import type { BuildWorkerOptions } from '../worker/BuildWorker';

const plan = (kernel: string): ToolkitPlan => ({
  type: 'toolkit',
  source: 'stream',
  kernel,
  architecture: 'x86_64',
  repository: 'registry',
  tag: kernel,
  imageReference: `registry.example.com/dtk:${kernel}`,
  baseImage: 'base',
  unameReleases: [],
});

/** A builder that runs nothing: each test provides the runs. */
export function idleBuilder(
  options: {
    id?: string;
    reachable?: boolean;
    timeoutMs?: number;
    concurrency?: number;
    /** Whether several backends share its machine. */
    isShared?: boolean;
  } = {},
): ImageBuilder {
  const inspect = async () => ({
    reachable: options.reachable ?? true,
    problems: options.reachable === false ? ['podman is missing.'] : [],
  });
  return {
    config: {
      id: options.id ?? 'local',
      type: 'podman',
      architectures: ['x86_64'],
      concurrency: options.concurrency ?? 1,
      limits: { timeout: { milliseconds: options.timeoutMs ?? 60_000 } },
    },
    isShared: options.isShared ?? false,
    ping: inspect,
    inspect,
    recover: async () => {},
    close: async () => {},
  } as unknown as ImageBuilder;
}

/** A builder whose machine is unreachable. */
export function silentBuilder(): ImageBuilder {
  return Object.assign(idleBuilder({ id: 'silent' }), {
    ping: () => new Promise<never>(() => {}),
    inspect: () => new Promise<never>(() => {}),
    recover: () => delay(100),
  });
}

/** Runs until its signal fires, then throws an error with its own message. */
export const untilStopped: BuildWorkerOptions['run'] = async (
  _,
  { signal, log },
) => {
  log('started');
  await delay(60_000, undefined, { signal }).catch(() => {});
  throw new BuildFailedError('The repository could not be read: aborted');
};

/** Queues on one database, with a test's own builders. */
export class QueueOnDatabase {
  readonly knex: Knex;
  readonly builds: DatabaseBuildStore;
  readonly logs: DatabaseBuildLogStore;
  readonly #queues: BuildQueue[] = [];

  static async create(
    id: Parameters<typeof databases.init>[0],
  ): Promise<QueueOnDatabase> {
    return new QueueOnDatabase(await createTestDatabase(id));
  }

  private constructor(knex: Knex) {
    this.knex = knex;
    this.builds = new DatabaseBuildStore(knex);
    this.logs = new DatabaseBuildLogStore(knex);
  }

  start(
    run: BuildWorkerOptions['run'],
    options: Partial<BuildWorkerOptions> & {
      builder?: ImageBuilder;
      builders?: ImageBuilder[];
    } = {},
  ): BuildQueue {
    const queue = new BuildQueue({
      builders: options.builders ?? [options.builder ?? idleBuilder()],
      worker: {
        builds: this.builds,
        logs: this.logs,
        notices: new BuildNotices(),
        logMaxBytes: 1_000_000,
        logger: mockServices.logger.mock({
          child: () => mockServices.logger.mock(),
        }),
        run,
        onPushed: async () => {},
        ...options,
      },
    });
    this.#queues.push(queue);
    queue.start();
    return queue;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#queues.splice(0).map(queue => queue.stop()));
  }

  /** @returns the id of a queued build */
  async add(kernel = '1-1'): Promise<string> {
    const { build } = await this.builds.create(plan(kernel), 'user:default/a');
    return build.id;
  }

  async started(buildId: string): Promise<void> {
    while ((await this.builds.get(buildId))?.build.state !== 'running') {
      await delay(10);
    }
  }

  async finished(buildId: string): Promise<Build> {
    for (;;) {
      const { build } = (await this.builds.get(buildId))!;
      if (isFinished(build)) {
        return build;
      }
      await delay(20);
    }
  }

  /** The lines of the build's log. */
  async linesOf(buildId: string): Promise<string[]> {
    return (await this.logs.read(buildId, 0)).map(({ line }) => line);
  }
}
