import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import createKnex, { type Knex } from 'knex';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { findUntruths } from './__testUtils__/findUntruths';
import { ReplicatedQueue } from './__testUtils__/ReplicatedQueue';

jest.setTimeout(90_000);

const BUILDS = 40;
/** Of each replica, as `replica.ts` has it. */
const CONCURRENCY = 2;
/** How long PostgreSQL is unavailable: less than a lease. */
const AWAY_MS = 1_500;

const randomMoment = () => delay(Math.random() * 800);

describe('one replica on SQLite', () => {
  let folder: string;
  let knex: Knex;
  let queue: ReplicatedQueue;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'queue-'));
    const database: Knex.Config = {
      client: 'better-sqlite3',
      connection: { filename: join(folder, 'queue.sqlite') },
      useNullAsDefault: true,
    };
    knex = createKnex(database);
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@driver-toolkit/backstage-plugin-driver-toolkit-backend',
        'migrations',
      ),
    });
    queue = await ReplicatedQueue.create(knex, database);
  });

  afterEach(async () => {
    await queue.stop();
    await knex.destroy();
    await rm(folder, { recursive: true });
  });

  it('finishes after a restart the build in which it was killed', async () => {
    const [first] = await queue.start('first');
    await queue.add(BUILDS);
    await queue.until('first', 'began');
    await randomMoment();
    await queue.kill(first);

    await queue.start('second');
    await queue.untilNothingIsUnfinished();

    expect(await findUntruths(queue, BUILDS)).toEqual([]);
    expect(await queue.interruptions()).toBeLessThanOrEqual(CONCURRENCY);
  });
});

const shared = databases.eachSupportedId().filter(([id]) => id !== 'SQLITE_3');

// SQLite is one backend's own; another database takes part if it is configured.
if (shared.length > 0) {
  describe.each(shared)('three replicas on %s', id => {
    let knex: Knex;
    let queue: ReplicatedQueue;

    beforeEach(async () => {
      knex = await createTestDatabase(id);
      const { connectionSettings } = knex.client;
      queue = await ReplicatedQueue.create(knex, {
        client: 'pg',
        connection: {
          ...connectionSettings,
          // knex hides it from copies of its settings.
          password: connectionSettings.password,
          application_name: 'replica',
        },
      });
    });

    afterEach(() => queue.stop());

    it('lose nothing and do nothing twice when they are killed one after another', async () => {
      let replicas = await queue.start('a', 'b', 'c');
      for (let round = 1; round <= 3; round++) {
        const [victim, ...others] = replicas;
        await queue.add(BUILDS);
        await queue.until(victim.name, 'began');
        await randomMoment();
        await queue.kill(victim);
        await queue.untilNothingIsUnfinished();

        expect(await findUntruths(queue, round * BUILDS)).toEqual([]);
        expect(await queue.interruptions()).toBeLessThanOrEqual(
          round * CONCURRENCY,
        );
        replicas = [
          ...others,
          ...(await queue.start(`${victim.name}${round}`)),
        ];
      }
    });

    it('continue when the database drops all connections and accepts none for a while', async () => {
      const { connectionSettings } = knex.client;
      const { password, database } = connectionSettings;
      const server = createKnex({
        client: 'pg',
        connection: { ...connectionSettings, password, database: 'postgres' },
      });
      const allow = (allowed: boolean) =>
        server.raw(`alter database ?? with allow_connections ${allowed}`, [
          database,
        ]);
      try {
        await queue.start('a', 'b', 'c');
        await queue.add(BUILDS);
        await queue.until('a', 'began');
        for (let i = 0; i < 2; i++) {
          await randomMoment();
          await allow(false);
          await server.raw(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = ? and application_name = 'replica'",
            [database],
          );
          await delay(AWAY_MS);
          await allow(true);
        }
        await queue.untilNothingIsUnfinished();

        expect(await findUntruths(queue, BUILDS)).toEqual([]);
      } finally {
        await allow(true);
        await server.destroy();
      }
    });
  });
}
