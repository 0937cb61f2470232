import { randomUUID } from 'node:crypto';
import createKnex from 'knex';
import { loadSource } from '../load.mjs';

const DRIVERS = 6;
/** The builds of each target, in minutes after the kernel appeared: a failed one, its retry, and later a rebuild. */
const ROUNDS = [
  { state: 'failed', after: 10 },
  { state: 'succeeded', after: 60 },
  { state: 'succeeded', after: 10_000 },
];
const MINUTE = 60_000;
/** Within the time for which a portal keeps builds by default. */
const NEWEST = Date.now() - 10_100 * MINUTE;
const REGISTRY = 'registry.example.com';
const BATCH = 500;

/**
 * Writes the builds of some kernels into the plugin's database: toolkit images and a few drivers, each built more than
 * once.
 *
 * @param {import('knex').Knex.Config} connection knex' configuration of the database
 * @param {string} source
 * @param {string[]} kernels newest first
 * @returns {Promise<number>} the number of builds, all finished
 */
export async function insertHistory(connection, source, kernels) {
  const { toRow } = await loadSource(
    'plugins/driver-toolkit-backend/src/database/builds/buildRow.ts',
  );
  const rows = kernels.flatMap((kernel, age) =>
    plans(source, kernel).flatMap(plan =>
      ROUNDS.map(({ state, after }, round) =>
        finish(toRow(randomUUID(), plan, 'user:default/guest'), {
          state,
          latest: round === ROUNDS.length - 1,
          time: NEWEST - age * 60 * MINUTE + after * MINUTE,
        }),
      ),
    ),
  );
  const knex = createKnex(connection);
  try {
    await knex.batchInsert('builds', rows, BATCH);
    if (connection.client === 'pg') {
      // In a history that has grown slowly, autovacuum has already updated the statistics; here it would only in the
      // next minute.
      await knex.raw('ANALYZE builds');
    }
  } finally {
    await knex.destroy();
  }
  return rows.length;
}

/**
 * @param {string} source
 * @param {string} kernel
 */
function plans(source, kernel) {
  const common = { source, kernel, architecture: 'x86_64' };
  const unameRelease = `${kernel}.x86_64`;
  return [
    {
      ...common,
      type: 'toolkit',
      repository: 'registry',
      tag: kernel,
      imageReference: `${REGISTRY}/driver-toolkit:${kernel}`,
      baseImage: `${REGISTRY}/base:9`,
      unameReleases: [unameRelease],
    },
    ...Array.from({ length: DRIVERS }, (_, driver) => ({
      ...common,
      type: 'driver',
      variant: 'default',
      unameRelease,
      entityRef: `component:default/driver-${driver}`,
      location: `https://git.example.com/driver-${driver}`,
      toolkitImage: `${REGISTRY}/driver-toolkit@sha256:${'1'.repeat(64)}`,
      imageReference: `${REGISTRY}/driver-${driver}:${unameRelease}`,
    })),
  ];
}

/**
 * @param {object} row
 * @param {{ state: string, latest: boolean, time: number }} outcome
 */
function finish(row, { state, latest, time }) {
  const at = (/** @type {number} */ minutes) =>
    new Date(time + minutes * MINUTE).toISOString();
  return {
    ...row,
    state,
    latest,
    unfinished_target: null,
    created_at: at(0),
    started_at: at(1),
    finished_at: at(4),
    builder: 'local',
    ...(state === 'succeeded'
      ? { digest: `sha256:${'2'.repeat(64)}` }
      : { error: JSON.stringify({ message: 'The build failed.' }) }),
  };
}
