import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { startBackend } from '../../backend/startBackend.mjs';
import { loadSource } from '../../load.mjs';
import { readEtags } from './readEtags.mjs';
import { readsWorld } from './readsWorld.mjs';
import { startWorld } from './startWorld.mjs';

/**
 * @import { Backend } from '../../backend/startBackend.mjs'
 * @import { BenchContext } from '../../report.mjs'
 */

/** Fewer than in the measurements of the index: a catalog needs minutes for ten thousand entities. */
const KERNELS = 2_000;
const NEW_KERNEL = '5.14.0-999.1.1.el9_4';
const TAKE_IN_MS = 600_000;
/** How long a change may take to arrive, and how long to wait to see that none does. */
const SETTLE_MS = 30_000;

/**
 * Checks that the catalog follows the index: an unchanged refresh changes no entity. To show that changes would arrive,
 * the next refresh adds a kernel, which must be the only change in the same time.
 *
 * @param {object} database
 * @param {string} folder
 * @param {Pick<BenchContext, 'report' | 'teardown'>} context
 */
export async function measureCatalog(database, folder, { report, teardown }) {
  const world = await startWorld(KERNELS, teardown);
  const backend = await startBackend({
    database,
    folder,
    driverToolkit: readsWorld(world),
    teardown,
    clients: 1,
    catalog: true,
  });
  const { get } = backend;
  const refreshAndRead = async () => {
    await backend.refresh('bench');
    await backend.refresh('registry');
    await delay(SETTLE_MS);
    return readEtags(get);
  };

  await backend.refresh('bench');
  await backend.refresh('registry');
  report.row({
    name: `The catalog takes ${KERNELS} kernels and ${KERNELS} images in`,
    ours: await takeIn(get),
    unit: 's',
  });
  const before = await untilQuiet(get);
  const unchanged = await refreshAndRead();
  await world.addKernel(NEW_KERNEL);
  const grown = await refreshAndRead();

  const kernel = await newEntity();
  const arrived = !unchanged.has(kernel) && grown.has(kernel);
  const changed = difference(before, unchanged);
  report.row({
    name: 'Entities that an unchanged refresh changes',
    ours: changed.length,
    target: '<= 0',
    value: arrived ? changed.length : undefined,
    note: `of ${
      unchanged.size
    }, of an index of ${KERNELS} kernels and as many images; ${
      arrived
        ? 'one kernel more arrived in the same time'
        : `one kernel more did not arrive in the same ${SETTLE_MS / 1000} s`
    }`,
  });
  // The source's System lists its kernels.
  const others = difference(unchanged, grown).filter(
    ref => ref !== kernel && ref !== 'system:default/bench',
  );
  report.row({
    name: 'Other entities that one kernel more changes',
    ours: others.length,
    target: '<= 0',
    value: arrived ? others.length : undefined,
    note: ['than it and its System', ...others.slice(0, 3)].join(', '),
  });
  await backend.stop();
  await world.stop();
}

/**
 * Seconds until the catalog has everything.
 *
 * @param {Backend['get']} get
 */
async function takeIn(get) {
  const started = performance.now();
  for (;;) {
    const { totalItems } = await get(
      '/catalog/entities/by-query?filter=kind=resource&limit=0',
    );
    const elapsed = performance.now() - started;
    if (totalItems === KERNELS * 2) {
      return elapsed / 1000;
    }
    if (elapsed > TAKE_IN_MS) {
      throw new Error(`The catalog has only ${totalItems} of its resources`);
    }
    await delay(1_000);
  }
}

/**
 * Entities appear before their relations.
 *
 * @param {Backend['get']} get
 */
async function untilQuiet(get) {
  const deadline = performance.now() + TAKE_IN_MS;
  let before = await readEtags(get);
  while (performance.now() < deadline) {
    await delay(SETTLE_MS);
    const after = await readEtags(get);
    if (difference(before, after).length === 0) {
      return after;
    }
    before = after;
  }
  throw new Error('The entities of the catalog keep changing');
}

async function newEntity() {
  const { kernelEntityRef } = await loadSource(
    'plugins/driver-toolkit-common/src/index.ts',
  );
  return kernelEntityRef('bench', NEW_KERNEL);
}

/**
 * What is new, changed or gone.
 *
 * @param {Map<string, string>} before
 * @param {Map<string, string>} after
 */
function difference(before, after) {
  const refs = new Set([...before.keys(), ...after.keys()]);
  return [...refs].filter(ref => before.get(ref) !== after.get(ref));
}
