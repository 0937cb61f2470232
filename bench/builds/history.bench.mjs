import { startPostgres } from '../../scripts/postgres/startPostgres.mjs';
import { databases } from '../backend/databases.mjs';
import { insertHistory } from '../backend/insertHistory.mjs';
import { startBackend } from '../backend/startBackend.mjs';
import { measureClients } from '../clients.mjs';
import { inFolder } from '../inFolder.mjs';

/**
 * @import { BenchContext } from '../report.mjs'
 * @import { Database } from '../backend/databases.mjs'
 */

export const title = 'The history of builds over HTTP: 10,000 finished builds';

/** Each with twenty-one builds. */
const KERNELS = Array.from({ length: 480 }, (_, n) => `5.14.0-${1000 - n}.el9`);
const CLIENTS = 20;
const REQUESTS = 2_000;
const WARM_UP = 200;
const TARGET = '<= 50';
const LISTS = {
  'all builds': '/driver-toolkit/builds',
  'those that failed': '/driver-toolkit/builds?state=failed',
  "a driver's": `/driver-toolkit/builds?entityRef=${encodeURIComponent(
    'component:default/driver-1',
  )}`,
};

/** @param {BenchContext} context */
export async function run({ report, progress, teardown }) {
  /** @type {string | undefined} */
  let reason;
  const postgres = await startPostgres({ progress, teardown }).catch(error => {
    reason = error.message;
    return undefined;
  });
  for (const [name, database] of Object.entries(databases(postgres))) {
    if (database) {
      await inFolder(teardown, folder =>
        measure(name, database, folder, { report, teardown }),
      );
    } else {
      for (const list of Object.keys(LISTS)) {
        const row = { name: nameOf(name, list), target: TARGET, note: reason };
        report.row({ ...row, value: undefined });
      }
    }
  }
}

/**
 * @param {string} name
 * @param {Database} database
 * @param {string} folder
 * @param {Pick<BenchContext, 'report' | 'teardown'>} context
 */
async function measure(name, database, folder, { report, teardown }) {
  const backend = await startBackend({
    database: database.backend(folder),
    folder,
    driverToolkit: {},
    teardown,
    clients: CLIENTS,
  });
  const builds = await insertHistory(database.plugin(folder), 'bench', KERNELS);
  for (const [list, path] of Object.entries(LISTS)) {
    const { totalItems } = await backend.get(path);
    const measured = (/** @type {number} */ requests) =>
      measureClients({
        clients: CLIENTS,
        requests,
        send: () => backend.get(path),
      });
    await measured(WARM_UP);
    const { p50, p95, perSecond } = await measured(REQUESTS);
    report.row({
      name: nameOf(name, list),
      ours: p95,
      unit: 'ms',
      target: TARGET,
      note: `p50 ${p50.toFixed(0)} ms, ${perSecond.toFixed(
        0,
      )} requests/s; ${totalItems} of ${builds} builds`,
    });
  }
  await backend.stop();
}

/**
 * @param {string} database
 * @param {string} list
 */
function nameOf(database, list) {
  return `${database}: first page of ${list}, p95 of ${CLIENTS} clients`;
}
