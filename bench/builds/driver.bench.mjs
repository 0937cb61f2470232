import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { databases } from '../backend/databases.mjs';
import { startBackend } from '../backend/startBackend.mjs';
import { inFolder } from '../inFolder.mjs';
import { median } from '../median.mjs';
import {
  BuildWorld,
  CONTAINERFILE,
  KERNELS,
  REPOSITORY,
  SOURCE,
  untilState,
} from './BuildWorld.mjs';
import { DriverRepository } from './DriverRepository.mjs';
import { followBuild } from './followBuild.mjs';

/**
 * @import { BenchContext } from '../report.mjs'
 * @import { Backend } from '../backend/startBackend.mjs'
 */

export const title =
  'One driver image: through the portal, and by podman build && podman push';

const ROUNDS = 5;
const [, KERNEL] = KERNELS;
/** Sizes of the drivers; the portal's own work is the same for both. */
const DRIVERS = [
  { name: 'bench-small', parts: 0, size: 'one file', target: undefined },
  { name: 'bench-driver', parts: 60, size: '61 files', target: '<= 1.15' },
];

/** @param {BenchContext} context */
export async function run({ report, progress, teardown }) {
  const world = await BuildWorld.start({ progress, teardown });
  const { registry } = world.lab;
  const toolkit = `${registry}/toolkits/driver-toolkit:${KERNEL}`;
  await world.buildByHand({
    containerfile: CONTAINERFILE,
    kernel: KERNEL,
    image: toolkit,
  });
  for (const driver of DRIVERS) {
    await measure(driver, world, toolkit, { report, teardown });
  }
}

/**
 * @param {(typeof DRIVERS)[number]} driver
 * @param {BuildWorld} world
 * @param {string} toolkit
 * @param {Pick<BenchContext, 'report' | 'teardown'>} context
 */
async function measure(
  { name, parts, size, target },
  world,
  toolkit,
  { report, teardown },
) {
  const driver = await DriverRepository.create(world.lab, name, parts);
  const forget = teardown.add(() => driver.remove());
  await driver.change('0');

  /** @type {number[]} */
  const ours = [];
  /** @type {number[]} */
  const peer = [];
  await inFolder(teardown, async folder => {
    const backend = await startPortal(world, driver, folder, teardown);
    for (let round = 0; round <= ROUNDS; round++) {
      await driver.change(`${round} of ${ROUNDS}`);
      const sides = [
        async () => peer.push(await byHand(world, driver, toolkit)),
        async () => ours.push(await throughPortal(backend, driver)),
      ];
      for (const side of round % 2 === 0 ? sides : sides.reverse()) {
        await side();
      }
    }
    await backend.stop();
  });
  forget();
  await driver.remove();
  // The first round of each warms up: the portal pulls the toolkit, once for all drivers.
  const [mine, theirs] = [ours, peer].map(times => median(times.slice(1)));
  report.row({
    name: `A driver of ${size}: check out, build, verify, push, read back`,
    ours: mine,
    peer: theirs,
    unit: 's',
    ratio: mine / theirs,
    target,
    note: `peer: build and push by hand from a checkout; medians of ${ROUNDS}; toolkit and base image are present`,
  });
}

/**
 * @param {BuildWorld} world
 * @param {DriverRepository} driver
 * @param {string} toolkit
 */
async function byHand(world, { name, folder }, toolkit) {
  const image = `${world.lab.registry}/by-hand/${name}:${KERNEL}`;
  const built = await world.podman([
    'build',
    '--network=host',
    `--build-arg=DTK_IMAGE=${toolkit}`,
    `--build-arg=KERNEL_VERSION=${KERNEL}.x86_64`,
    `--tag=${image}`,
    folder,
  ]);
  return built + (await world.podman(['push', '--tls-verify=false', image]));
}

/**
 * Seconds from the request to the end of the build.
 *
 * @param {Backend} backend
 * @param {DriverRepository} driver
 */
async function throughPortal(backend, { name }) {
  const started = performance.now();
  const { id } = await backend.post('/driver-toolkit/builds', {
    type: 'driver',
    entityRef: `component:default/${name}`,
    source: SOURCE,
    kernel: KERNEL,
  });
  await followBuild(backend, id, () => {});
  const seconds = (performance.now() - started) / 1000;
  await untilState(backend, id, ['succeeded']);
  return seconds;
}

/**
 * A portal with the driver in its catalog and the toolkit in its index.
 *
 * @param {BuildWorld} world
 * @param {DriverRepository} driver
 * @param {string} folder
 * @param {BenchContext['teardown']} teardown
 */
async function startPortal(world, driver, folder, teardown) {
  const { registry, forge } = world.lab;
  const { host } = new URL(forge);
  const entities = join(folder, 'entities.json');
  await writeFile(
    entities,
    JSON.stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: driver.name,
        annotations: {
          'backstage.io/source-location': `url:${driver.url}/src/branch/main/`,
          'driver-toolkit/driver-image': `${registry}/drivers/${driver.name}`,
        },
      },
      spec: {
        type: 'driver-container',
        lifecycle: 'experimental',
        owner: 'group:default/drivers',
      },
    }),
  );
  const backend = await startBackend({
    database: databases().SQLite.backend(folder),
    folder,
    driverToolkit: world.configuration({
      repository: 'toolkits/driver-toolkit',
      drivers: {
        repositories: [{ prefix: `${registry}/drivers`, insecure: true }],
        sources: [`${forge}/drivers`],
      },
    }),
    catalog: true,
    configuration: {
      backend: { reading: { allow: [{ host }] } },
      catalog: { locations: [{ type: 'file', target: entities }] },
      integrations: {
        gitea: [
          {
            host,
            baseUrl: forge,
            username: 'lab-forge',
            password: 'loopback-only',
          },
        ],
      },
    },
    env: world.lab.env,
    teardown,
  });
  await backend.refresh(SOURCE);
  await backend.refresh(REPOSITORY);
  for (let i = 0; ; i++) {
    try {
      await backend.get(
        `/catalog/entities/by-name/component/default/${driver.name}`,
      );
      return backend;
    } catch (error) {
      if (i === 150) {
        throw error;
      }
      await delay(200);
    }
  }
}
