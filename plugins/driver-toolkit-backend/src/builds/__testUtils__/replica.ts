/*
 * A backend's queue as a process that a test can kill. It builds nothing: a
 * build is a pause, and a push is a row in a table.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ImageBuilder } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import createKnex from 'knex';
import { DatabaseBuildStore } from '../../database/builds/DatabaseBuildStore';
import { DatabaseBuildLogStore } from '../../database/logs/BuildLogStore';
import { BuildNotices } from '../../logs/BuildNotices';
import { BuildQueue } from '../queue/BuildQueue';
import { QUEUE_EVENTS, type QueueEvent } from './QueueEvent';

const { name, database } = JSON.parse(process.env.REPLICA!);
const knex = createKnex(database);

const silent: LoggerService = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => silent,
};

const builder = {
  config: {
    id: 'local',
    type: 'podman',
    architectures: ['x86_64'],
    concurrency: 2,
    limits: { timeout: { minutes: 1 } },
    extraArguments: [],
  },
  ping: async () => ({ reachable: true, problems: [] }),
  inspect: async () => ({ reachable: true, problems: [] }),
  recover: async () => {},
  close: async () => {},
} as unknown as ImageBuilder;

async function tell(
  event: QueueEvent['event'],
  attempt: string,
  build_id?: string,
): Promise<void> {
  for (;;) {
    try {
      await knex(QUEUE_EVENTS)
        .insert({ replica: name, attempt, build_id, event })
        .onConflict(['attempt', 'event'])
        .ignore();
      return;
    } catch {
      await delay(50);
    }
  }
}

const queue = new BuildQueue({
  builders: [builder],
  worker: {
    builds: new DatabaseBuildStore(knex),
    logs: new DatabaseBuildLogStore(knex),
    notices: new BuildNotices(),
    logMaxBytes: 1_000_000,
    logger: silent,
    onPushed: async () => {},
    timing: {
      lease: 5_000,
      heartbeat: 500,
      poll: 100,
      answer: 1_000,
      storeAgain: 100,
      retries: [],
    },
    run: async (_, { buildId, signal, log, enter }) => {
      const attempt = randomUUID();
      await tell('began', attempt, buildId);
      try {
        log(`Runs on ${name}`);
        await delay(50 + Math.random() * 150, undefined, { signal });
        await enter('verifying');
        await enter('pushing');
        await tell('pushed', attempt, buildId);
        await delay(Math.random() * 50, undefined, { signal });
        return `sha256:${attempt}`;
      } finally {
        await tell('ended', attempt, buildId);
      }
    },
  },
});

async function stop(): Promise<void> {
  await queue.stop();
  await knex.destroy();
  process.exit();
}

queue.start();
void tell('ready', randomUUID());
process.once('SIGTERM', stop);
// Stops when the test's process has died.
process.stdin.once('end', stop).resume();
