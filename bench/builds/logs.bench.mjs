import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { databases } from '../backend/databases.mjs';
import { startBackend } from '../backend/startBackend.mjs';
import { inFolder } from '../inFolder.mjs';
import { median } from '../median.mjs';
import {
  BuildWorld,
  KERNELS,
  REPOSITORY,
  requestBuild,
  SOURCE,
  untilState,
} from './BuildWorld.mjs';
import { followBuild } from './followBuild.mjs';

export const title =
  'The live log: how soon a line is seen, and what a million lines cost';

const [KERNEL] = KERNELS;
const VIEWERS = 50;
/** Lines of a step that writes now and then, with the time in each. */
const SLOW_LINES = 300;
const LINES = 1_000_000;
const ROUNDS = 3;
const MIB = 1024 * 1024;

/** Not for any kernel: the build fails when it is verified, after all lines. */
const containerfileOf = script =>
  `ARG BASE_IMAGE\nFROM \${BASE_IMAGE}\nRUN ${script}\n`;
const SLOW = containerfileOf(
  `for line in $(seq ${SLOW_LINES}); do echo "line $line at $(date +%s%3N)"; sleep 0.02; done`,
);
const MANY = containerfileOf(
  `seq -f 'CC [M]  drivers/net/ethernet/example/example_%.0f.o' ${LINES}`,
);

export async function run({ report, progress, teardown }) {
  const world = await BuildWorld.start({ progress, teardown });
  await world.forgetBuilds();
  await inFolder(teardown, folder =>
    measureDelay(world, folder, { report, teardown }),
  );
  await inFolder(teardown, folder =>
    measureCost(world, folder, { report, teardown }),
  );
}

/** From the line's own time to its event at each of many viewers. */
async function measureDelay(world, folder, { report, teardown }) {
  const backend = await startPortal(world, folder, SLOW, {
    teardown,
    clients: VIEWERS + 2,
  });
  const { id } = await requestBuild(backend, KERNEL);
  const delays = [];
  await Promise.all(
    Array.from({ length: VIEWERS }, () =>
      followBuild(backend, id, line => {
        const written = /^line \d+ at (\d+)$/.exec(line)?.[1];
        if (written) {
          delays.push(Date.now() - Number(written));
        }
      }),
    ),
  );
  if (delays.length !== SLOW_LINES * VIEWERS) {
    throw new Error(
      `${delays.length} lines were seen, not ${SLOW_LINES * VIEWERS}`,
    );
  }
  delays.sort((a, b) => a - b);
  report.row({
    name: `From a process's write to the event of ${VIEWERS} viewers, p95`,
    ours: delays[Math.floor(delays.length * 0.95)],
    unit: 'ms',
    target: '<= 150',
    note: `p50 ${delays[delays.length >> 1]} ms, at most ${delays.at(
      -1,
    )} ms; ${SLOW_LINES} lines, each seen ${VIEWERS} times`,
  });
  await backend.stop();
}

/** A step of a million lines, through the portal and at the terminal. */
async function measureCost(world, folder, { report, teardown }) {
  const containerfile = join(folder, 'Many');
  await writeFile(containerfile, MANY);
  const peer = [];
  const ours = [];
  let growth = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await world.forgetBuilds();
    peer.push(await buildByHand(world, folder, containerfile));
    await world.forgetBuilds();
    await inFolder(teardown, async own => {
      const backend = await startPortal(world, own, MANY, {
        teardown,
        clients: 4,
      });
      const before = await residentBytes(backend.pid);
      const { id } = await requestBuild(backend, KERNEL);
      const watching = watchMemory(backend.pid);
      const build = await untilState(backend, id, ['verifying', 'failed']);
      ours.push((Date.now() - Date.parse(build.startedAt)) / 1000);
      await untilState(backend, id);
      growth = Math.max(growth, (await watching.stop()) - before);
      await backend.stop();
    });
  }
  report.row({
    name: `A step that writes ${LINES.toLocaleString('en')} lines`,
    ours: median(ours),
    peer: median(peer),
    unit: 's',
    ratio: median(ours) / median(peer),
    target: '<= 1.1',
    note: `from the start of the build to its verification; peer: podman build by hand, its output in a file; medians of ${ROUNDS}`,
  });
  report.row({
    name: "Growth of the backend's memory meanwhile",
    ours: growth / MIB,
    unit: 'MiB',
    target: '<= 100',
    note: `the most of ${ROUNDS}`,
  });
}

/** @returns {Promise<number>} seconds */
async function buildByHand(world, folder, containerfile) {
  const log = await open(join(folder, 'log'), 'w');
  try {
    return await world.podman(
      [
        'build',
        `--build-arg=BASE_IMAGE=${world.lab.baseImage}`,
        `--file=${containerfile}`,
        folder,
      ],
      { output: log.fd },
    );
  } finally {
    await log.close();
  }
}

async function startPortal(
  world,
  folder,
  containerfile,
  { teardown, clients },
) {
  const file = join(folder, 'Containerfile');
  await writeFile(file, containerfile);
  const backend = await startBackend({
    database: databases().SQLite.backend(folder),
    folder,
    driverToolkit: world.configuration({
      repository: 'logs/driver-toolkit',
      containerfile: file,
    }),
    env: world.lab.env,
    teardown,
    clients,
  });
  await backend.refresh(SOURCE);
  await backend.refresh(REPOSITORY);
  return backend;
}

async function residentBytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)[1]) * 1024;
}

/** The most that a process has resident, looked at every 50 ms. */
function watchMemory(pid) {
  let most = 0;
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      most = Math.max(most, await residentBytes(pid));
      await delay(50);
    }
    return most;
  })();
  return {
    stop: () => {
      stopped = true;
      return watching;
    },
  };
}
