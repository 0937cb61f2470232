import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { databases } from '../backend/databases.mjs';
import { startBackend } from '../backend/startBackend.mjs';
import { inFolder } from '../inFolder.mjs';
import { median } from '../median.mjs';
import { parallelism } from '../parallelism.mjs';
import {
  BuildWorld,
  KERNELS,
  REPOSITORY,
  SOURCE,
  untilState,
} from './BuildWorld.mjs';
import { followBuild } from './followBuild.mjs';

/** @import { BenchContext } from '../report.mjs' */

export const title =
  'A library of four kernels: maintained by the portal, and built one after another with one layer each';

const ROUNDS = 3;
const RECIPE = join(import.meta.dirname, 'recipe.Containerfile');

/** @param {BenchContext} context */
export async function run({ report, progress, teardown }) {
  const world = await BuildWorld.start({ progress, teardown });
  /** @type {number[]} */
  const ours = [];
  /** @type {number[]} */
  const peer = [];
  /** @type {number[]} */
  const processors = [];
  for (let round = 0; round < ROUNDS; round++) {
    const sides = [
      async () => peer.push(await byRecipe(world, round)),
      async () => ours.push(await byMaintenance(world, round, teardown)),
    ];
    for (const side of round % 2 === 0 ? sides : sides.reverse()) {
      await world.forgetBuilds();
      processors.push(await parallelism());
      await side();
    }
  }
  const [mine, theirs] = [ours, peer].map(median);
  report.row({
    name: 'From nothing to four images in the registry',
    ours: mine,
    peer: theirs,
    unit: 's',
    ratio: mine / theirs,
    target: '<= 0.6',
    note: `peer: recipe.Containerfile, built and pushed by hand; medians of ${ROUNDS}, only the base image is cached; in parallel, the machine's processors did the work of ${median(
      processors,
    ).toPrecision(2)} do`,
  });
}

/**
 * @param {BuildWorld} world
 * @param {number} round
 */
async function byRecipe(world, round) {
  let seconds = 0;
  for (const kernel of KERNELS) {
    seconds += await world.buildByHand({
      containerfile: RECIPE,
      kernel,
      image: `${world.lab.registry}/recipe-${round}/driver-toolkit:${kernel}`,
    });
  }
  return seconds;
}

/**
 * Seconds from the start of the run to the end of its last build.
 *
 * @param {BuildWorld} world
 * @param {number} round
 * @param {BenchContext['teardown']} teardown
 */
async function byMaintenance(world, round, teardown) {
  return inFolder(teardown, async folder => {
    const backend = await startBackend({
      database: databases().SQLite.backend(folder),
      folder,
      driverToolkit: world.configuration({
        repository: `library-${round}/driver-toolkit`,
        concurrency: 2,
        maintain: [
          {
            kernelSource: SOURCE,
            imageRepository: REPOSITORY,
            keepLatest: KERNELS.length,
            budget: KERNELS.length,
            schedule: { frequency: 'P7D', timeout: 'PT10M' },
          },
        ],
      }),
      env: world.lab.env,
      teardown,
    });
    await backend.refresh(SOURCE);
    await backend.refresh(REPOSITORY);
    const started = performance.now();
    const { queued } = await backend.post(
      `/driver-toolkit/maintain/${SOURCE}/${REPOSITORY}/run`,
    );
    if (queued.length !== KERNELS.length) {
      throw new Error(`The run queued ${queued.length} builds`);
    }
    await Promise.all(
      queued.map(async (/** @type {{ buildId: string }} */ { buildId }) => {
        // Waits like a browser: polling would take processor time from the builds.
        await followBuild(backend, buildId, () => {});
        await untilState(backend, buildId, ['succeeded']);
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    await backend.stop();
    return seconds;
  });
}
