import { performance } from 'node:perf_hooks';
import { startPostgres } from '../../scripts/postgres/startPostgres.mjs';
import { measureClients } from '../clients.mjs';
import { inFolder } from '../inFolder.mjs';
import { databases } from '../backend/databases.mjs';
import { startBackend } from '../backend/startBackend.mjs';
import { insertHistory } from '../backend/insertHistory.mjs';
import { measureCatalog } from './http/measureCatalog.mjs';
import { readsWorld } from './http/readsWorld.mjs';
import { startWorld } from './http/startWorld.mjs';

/**
 * @import { BenchContext } from '../report.mjs'
 * @import { Database } from '../backend/databases.mjs'
 * @import { Backend } from '../backend/startBackend.mjs'
 */

export const title = 'The index over HTTP: 20,000 kernels and 20,000 images';

const KERNELS = 20_000;
/** The number of newest kernels with builds; every list begins with them. */
const BUILT_KERNELS = 480;
const CLIENTS = 20;
const REQUESTS = 2_000;
const WARM_UP = 200;
/** The pages of kernels with builds, at the default page size. */
const PAGES = 9;
const TARGET = '<= 50';
const PATHS = {
  'GET /kernels': '/driver-toolkit/kernels',
  'GET /kernels, filtered':
    '/driver-toolkit/kernels?source=bench&imageState=present&q=-1',
  'GET /coverage': '/driver-toolkit/coverage',
};

/** @param {BenchContext} context */
export async function run({ report, progress, teardown }) {
  const world = await startWorld(KERNELS, teardown);
  /** @type {string | undefined} */
  let reason;
  const postgres = await startPostgres({ progress, teardown }).catch(error => {
    reason = error.message;
    return undefined;
  });
  const { SQLite, PostgreSQL } = databases(postgres);
  const context = { world, report, teardown };
  await inFolder(teardown, folder =>
    measure('SQLite', SQLite, folder, context),
  );
  if (PostgreSQL) {
    await inFolder(teardown, folder =>
      measure('PostgreSQL', PostgreSQL, folder, context),
    );
  } else {
    Object.keys(PATHS).forEach(label =>
      report.row({
        name: nameOf('PostgreSQL', label),
        target: TARGET,
        note: reason,
      }),
    );
  }
  await world.stop();
  await inFolder(teardown, folder =>
    measureCatalog(SQLite.backend(folder), folder, { report, teardown }),
  );
}

/**
 * @param {string} name
 * @param {Database} database
 * @param {string} folder
 * @param {Pick<BenchContext, 'report' | 'teardown'> & { world: { mirror: string, registry: string } }} context
 */
async function measure(name, database, folder, { world, report, teardown }) {
  const backend = await startBackend({
    database: database.backend(folder),
    folder,
    driverToolkit: readsWorld(world),
    teardown,
    clients: CLIENTS,
  });
  const { get, refresh } = backend;
  for (const [source, what] of [
    ['bench', 'mirror'],
    ['registry', 'registry'],
  ]) {
    const started = performance.now();
    await refresh(source);
    report.row({
      name: `${name}: first read of the ${what}, stored`,
      ours: (performance.now() - started) / 1000,
      unit: 's',
    });
  }
  const { items, totalItems } = await get(
    `/driver-toolkit/kernels?limit=${BUILT_KERNELS}`,
  );
  if (totalItems !== KERNELS) {
    throw new Error(`${totalItems} kernels are indexed instead of ${KERNELS}`);
  }
  const builds = await insertHistory(
    database.plugin(folder),
    'bench',
    items.map((/** @type {{ kernel: string }} */ { kernel }) => kernel),
  );
  await requireBuilds(get);
  for (const [label, path] of Object.entries(PATHS)) {
    const { p95, note } = await measurePages(get, [path]);
    report.row({
      name: nameOf(name, label),
      ours: p95,
      unit: 'ms',
      target: TARGET,
      note: `${note}; ${builds} builds of the newest ${BUILT_KERNELS} kernels`,
    });
  }
  const { p95, note } = await measurePages(
    get,
    await pagesOf(get, PATHS['GET /coverage'], PAGES),
  );
  report.row({
    name: nameOf(name, `GET /coverage, ${PAGES} pages in turn`),
    ours: p95,
    unit: 'ms',
    note,
  });
  await backend.stop();
}

/**
 * The clients ask for these pages in turn.
 *
 * @param {Backend['get']} get
 * @param {string[]} paths
 */
async function measurePages(get, paths) {
  const measured = (/** @type {number} */ requests) =>
    measureClients({
      clients: CLIENTS,
      requests,
      send: n => get(paths[n % paths.length]),
    });
  await measured(WARM_UP);
  const { p50, p95, perSecond } = await measured(REQUESTS);
  return {
    p95,
    note: `p50 ${p50.toFixed(0)} ms, ${perSecond.toFixed(0)} requests/s`,
  };
}

/**
 * The first pages of a list, in order.
 *
 * @param {Backend['get']} get
 * @param {string} path
 * @param {number} count
 */
async function pagesOf(get, path, count) {
  const paths = [path];
  while (paths.length < count) {
    const { nextCursor } = await get(paths[paths.length - 1]);
    paths.push(`${path}?cursor=${encodeURIComponent(nextCursor)}`);
  }
  return paths;
}

/**
 * Fails if the answers contain too little: they would be fast for no good reason.
 *
 * @param {Backend['get']} get
 */
async function requireBuilds(get) {
  const [[kernel], [coverage]] = await Promise.all(
    [PATHS['GET /kernels'], PATHS['GET /coverage']].map(
      async path => (await get(path)).items,
    ),
  );
  const [{ latestBuild, drivers }] = coverage.architectures;
  if (!kernel.latestBuild || !latestBuild || drivers.length === 0) {
    throw new Error('The newest kernel is listed without its builds');
  }
}

/**
 * @param {string} database
 * @param {string} label
 */
function nameOf(database, label) {
  return `${database}: ${label}, p95 of ${CLIENTS} clients`;
}
