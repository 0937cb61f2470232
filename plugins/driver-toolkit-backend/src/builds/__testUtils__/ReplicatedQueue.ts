import { setTimeout as delay } from 'node:timers/promises';
import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import { DatabaseBuildStore } from '../../database/builds/DatabaseBuildStore';
import { DatabaseBuildLogStore } from '../../database/logs/BuildLogStore';
import { createQueueEvents, QUEUE_EVENTS, type QueueEvent } from './QueueEvent';
import { ReplicaProcess } from './ReplicaProcess';

/** Backends on one database; tests kill some of them. */
export class ReplicatedQueue {
  readonly builds: DatabaseBuildStore;
  readonly logs: DatabaseBuildLogStore;
  readonly killed = new Set<string>();
  readonly #knex: Knex;
  readonly #database: Knex.Config;
  readonly #replicas = new Set<ReplicaProcess>();
  #kernels = 0;

  /** @param database - connects another process to the database of `knex` */
  static async create(
    knex: Knex,
    database: Knex.Config,
  ): Promise<ReplicatedQueue> {
    await createQueueEvents(knex);
    return new ReplicatedQueue(knex, database);
  }

  private constructor(knex: Knex, database: Knex.Config) {
    this.#knex = knex;
    this.#database = database;
    this.builds = new DatabaseBuildStore(knex);
    this.logs = new DatabaseBuildLogStore(knex);
  }

  /** Starts replicas and waits until they look for builds. */
  async start(...names: string[]): Promise<ReplicaProcess[]> {
    const replicas = names.map(
      name => new ReplicaProcess(name, this.#database),
    );
    replicas.forEach(replica => this.#replicas.add(replica));
    for (const name of names) {
      await this.until(name, 'ready');
    }
    return replicas;
  }

  async kill(replica: ReplicaProcess): Promise<void> {
    this.killed.add(replica.name);
    await replica.kill();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#replicas].map(replica => replica.stop()));
  }

  /** Queues builds for several requesters and sources. */
  async add(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const kernel = `1-${++this.#kernels}`;
      await this.builds.create(
        {
          type: 'toolkit',
          source: i % 2 ? 'stream' : 'openshift',
          kernel,
          architecture: 'x86_64',
          repository: 'registry',
          tag: kernel,
          imageReference: `registry.example.com/dtk:${kernel}`,
          baseImage: 'base',
          unameReleases: [],
        },
        i % 3 ? 'user:default/ada' : 'plugin:driver-toolkit',
      );
    }
  }

  async until(replica: string, event: QueueEvent['event']): Promise<void> {
    while (
      !(await this.#knex(QUEUE_EVENTS).where({ replica, event }).first())
    ) {
      await delay(20);
    }
  }

  async untilNothingIsUnfinished(): Promise<void> {
    while (await this.#knex('builds').whereNull('finished_at').first()) {
      await delay(50);
    }
  }

  async all(): Promise<Build[]> {
    return (await this.builds.list({ limit: 1000 })).items;
  }

  async interruptions(): Promise<number> {
    const [{ sum }] = await this.#knex('builds').sum({ sum: 'interruptions' });
    return Number(sum);
  }

  async events(): Promise<QueueEvent[]> {
    return this.#knex(QUEUE_EVENTS).whereNotNull('build_id').orderBy('id');
  }
}
