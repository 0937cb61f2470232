import { performance } from 'node:perf_hooks';
import { databases } from '../backend/databases.mjs';
import { startBackend } from '../backend/startBackend.mjs';
import { inFolder } from '../inFolder.mjs';
import { median } from '../median.mjs';
import {
  BuildWorld,
  CONTAINERFILE,
  KERNELS,
  REPOSITORY,
  requestBuild,
  SOURCE,
  untilState,
} from './BuildWorld.mjs';
import { followBuild } from './followBuild.mjs';

/** @import { BenchContext } from '../report.mjs' */

export const title =
  'One toolkit image: through the portal, and by podman build && podman push';

const ROUNDS = 5;
const [, KERNEL] = KERNELS;

/** @param {BenchContext} context */
export async function run({ report, progress, teardown }) {
  const world = await BuildWorld.start({ progress, teardown });
  /** @type {number[]} */
  const ours = [];
  /** @type {number[]} */
  const peer = [];
  for (let round = 0; round <= ROUNDS; round++) {
    // The second one finds the mirror's files in memory, so they take turns.
    const sides = [
      async () => peer.push(await byHand(world, round)),
      async () => ours.push(await throughPortal(world, round, teardown)),
    ];
    for (const side of round % 2 === 0 ? sides : sides.reverse()) {
      await world.forgetBuilds();
      await side();
    }
  }
  // The first round of each warms up.
  const [mine, theirs] = [ours, peer].map(times => median(times.slice(1)));
  report.row({
    name: 'Build, verify, push, read back',
    ours: mine,
    peer: theirs,
    unit: 's',
    ratio: mine / theirs,
    target: '<= 1.05',
    note: `peer: build and push by hand; medians of ${ROUNDS}; only the base image is cached`,
  });
}

/**
 * @param {BuildWorld} world
 * @param {number} round
 */
function byHand(world, round) {
  return world.buildByHand({
    containerfile: CONTAINERFILE,
    kernel: KERNEL,
    image: `${world.lab.registry}/by-hand-${round}/driver-toolkit:${KERNEL}`,
  });
}

/**
 * Seconds from the request to the end of the build.
 *
 * @param {BuildWorld} world
 * @param {number} round
 * @param {BenchContext['teardown']} teardown
 */
async function throughPortal(world, round, teardown) {
  return inFolder(teardown, async folder => {
    const backend = await startBackend({
      database: databases().SQLite.backend(folder),
      folder,
      driverToolkit: world.configuration({
        repository: `portal-${round}/driver-toolkit`,
      }),
      env: world.lab.env,
      teardown,
    });
    await backend.refresh(SOURCE);
    await backend.refresh(REPOSITORY);
    const started = performance.now();
    const { id } = await requestBuild(backend, KERNEL);
    // Frequent polling would take processor time from the build.
    await followBuild(backend, id, () => {});
    const seconds = (performance.now() - started) / 1000;
    await untilState(backend, id, ['succeeded']);
    await backend.stop();
    return seconds;
  });
}
