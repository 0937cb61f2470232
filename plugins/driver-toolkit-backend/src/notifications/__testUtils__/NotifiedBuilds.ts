import { setTimeout as delay } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import { DefaultNotificationService } from '@backstage/plugin-notifications-node';
import {
  isFinished,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ImageBuilder } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { BuildQueue } from '../../builds/queue/BuildQueue';
import type { BuildWorkerOptions } from '../../builds/worker/BuildWorker';
import { DatabaseBuildStore } from '../../database/builds/DatabaseBuildStore';
import { DatabaseBuildLogStore } from '../../database/logs/BuildLogStore';
import { BuildNotices } from '../../logs/BuildNotices';
import type { BuildPlan } from '../../plans/BuildPlan';
import { createBuildNotifier } from '../../wiring/createBuildNotifier';

/** The result of running a build: the pushed digest, or an error. */
export type Ending = BuildWorkerOptions['run'];

/**
 * Builds with results that the test sets, run by the real queue, with a
 * notifications backend at a URL.
 */
export class NotifiedBuilds {
  readonly store: DatabaseBuildStore;
  readonly queue: BuildQueue;
  readonly logger = mockServices.logger.mock();
  readonly #knex: Knex;
  readonly #notificationsUrl: string;
  readonly #told = new Map<string, Promise<void>>();
  #ending: Ending = async () => undefined;

  constructor(knex: Knex, notificationsUrl: string) {
    this.#knex = knex;
    this.#notificationsUrl = notificationsUrl;
    this.store = new DatabaseBuildStore(knex);
    const notifier = createBuildNotifier({
      knex,
      logger: this.logger,
      notifications: DefaultNotificationService.create({
        auth: mockServices.auth({ pluginId: 'driver-toolkit' }),
        discovery: mockServices.discovery.mock({
          getBaseUrl: async () => notificationsUrl,
        }),
      }),
    });
    this.queue = new BuildQueue({
      builders: [builder()],
      worker: {
        builds: this.store,
        logs: new DatabaseBuildLogStore(knex),
        notices: new BuildNotices(),
        logMaxBytes: 1_000_000,
        logger: mockServices.logger.mock(),
        run: (plan, context) => this.#ending(plan, context),
        onPushed: async () => {},
        onFinished: id => this.#told.set(id, notifier.onFinished(id)),
      },
    });
    this.queue.start();
  }

  /** The same builds after a restart of their backend. */
  nextLife(): NotifiedBuilds {
    return new NotifiedBuilds(this.#knex, this.#notificationsUrl);
  }

  /** Runs a build to its end and waits for the notifier. */
  async run(
    ending: Ending,
    { plan = toolkitPlan(), requestedBy = 'user:default/ada' } = {},
  ): Promise<Build> {
    this.#ending = ending;
    const { build } = await this.store.create(plan, requestedBy);
    this.queue.poke();
    return this.untilFinished(build.id);
  }

  /** Waits for a build to run. */
  async runningId(): Promise<string> {
    for (;;) {
      const [build] = (await this.store.list({ state: 'running' })).items;
      if (build) {
        return build.id;
      }
      await delay(20);
    }
  }

  /** Takes running builds away, as another replica does when their leases end. */
  async loseWorkers(): Promise<void> {
    const lease_until = new Date(0).toISOString();
    await this.#knex('builds')
      .where({ state: 'running' })
      .update({ lease_until });
    await this.store.interruptExpired();
  }

  async untilFinished(id: string): Promise<Build> {
    for (;;) {
      const told = this.#told.get(id);
      const { build } = (await this.store.get(id))!;
      if (told && isFinished(build)) {
        await told;
        return build;
      }
      await delay(20);
    }
  }
}

export function toolkitPlan(architecture = 'x86_64'): BuildPlan {
  return {
    type: 'toolkit',
    source: 'stream',
    kernel: '1-1',
    architecture,
    repository: 'registry',
    tag: '1-1',
    imageReference: 'registry.example.com/dtk:1-1',
    baseImage: 'base',
    unameReleases: [],
  };
}

export function driverPlan(): BuildPlan {
  return {
    type: 'driver',
    source: 'stream',
    kernel: '1-1',
    architecture: 'x86_64',
    variant: 'rt',
    unameRelease: '1-1.x86_64+rt',
    entityRef: 'component:default/simple',
    location: 'https://forge.example.com/simple',
    toolkitImage: 'registry.example.com/dtk@sha256:abc',
    imageReference: 'registry.example.com/simple:1-1.x86_64_rt',
  };
}

function builder(): ImageBuilder {
  return {
    config: {
      id: 'local',
      type: 'podman',
      architectures: ['x86_64', 'aarch64'],
      concurrency: 1,
      limits: { timeout: { minutes: 1 } },
      extraArguments: [],
    },
    ping: async () => ({ reachable: true, problems: [] }),
    recover: async () => {},
    close: async () => {},
  } as unknown as ImageBuilder;
}
