import { createReadStream } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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
/** Ways to write many lines. */
const MANY = [
  {
    how: 'one by one',
    script: `i=0; while [ $i -lt ${LINES} ]; do i=$((i+1)); echo "CC [M]  drivers/net/ethernet/example/example_$i.o"; done`,
  },
  {
    // At 200 MB/s, which no build does; the backend takes 100.
    how: 'all at once',
    script: `seq -f 'CC [M]  drivers/net/ethernet/example/example_%.0f.o' ${LINES}`,
  },
];
/** With the time before and after it, by its own clock. */
const timed = script =>
  containerfileOf(
    `echo "begun at $(date +%s%3N)"; ${script}; echo "ended at $(date +%s%3N)"`,
  );
const CLOCK = /^(begun|ended) at (\d+)$/;

export async function run({ report, progress, teardown }) {
  const world = await BuildWorld.start({ progress, teardown });
  await world.forgetBuilds();
  await inFolder(teardown, folder =>
    measureDelay(world, folder, { report, teardown }),
  );
  for (const way of MANY) {
    await inFolder(teardown, folder =>
      measureCost(world, folder, { ...way, report, teardown }),
    );
  }
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

/** A step of a million lines, through the portal and at the terminal, by its own clock. */
async function measureCost(world, folder, { how, script, report, teardown }) {
  const containerfile = join(folder, 'Many');
  await writeFile(containerfile, timed(script));
  const peer = [];
  const ours = [];
  let growth = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await world.forgetBuilds();
    peer.push(await buildByHand(world, folder, containerfile));
    await world.forgetBuilds();
    await inFolder(teardown, async own => {
      const backend = await startPortal(world, own, timed(script), {
        teardown,
        clients: 4,
      });
      const before = await residentBytes(backend.pid);
      const { id } = await requestBuild(backend, KERNEL);
      const watching = watchMemory(backend.pid);
      await untilState(backend, id, ['failed'], 1000);
      growth = Math.max(growth, (await watching.stop()) - before);
      const clock = new StepClock();
      await followBuild(backend, id, line => clock.read(line));
      ours.push(clock.seconds);
      await backend.stop();
    });
  }
  const name = `A step that writes ${LINES.toLocaleString('en')} lines, ${how}`;
  report.row({
    name,
    ours: median(ours),
    peer: median(peer),
    unit: 's',
    ratio: median(ours) / median(peer),
    target: '<= 1.1',
    note: `by the step's own clock; peer: podman build by hand, its output in a file; medians of ${ROUNDS}`,
  });
  report.row({
    name: "Growth of the backend's memory meanwhile",
    ours: growth / MIB,
    unit: 'MiB',
    target: '<= 100',
    note: `the most of ${ROUNDS}`,
  });
}

/** @returns {Promise<number>} seconds that the step took */
async function buildByHand(world, folder, containerfile) {
  const path = join(folder, 'log');
  const log = await open(path, 'w');
  try {
    await world.podman(
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
  const clock = new StepClock();
  for await (const line of createInterface({
    input: createReadStream(path),
  })) {
    clock.read(line);
  }
  return clock.seconds;
}

/** Reads from a step's lines when it began and ended. */
class StepClock {
  #times = {};

  read(line) {
    const [, what, time] = CLOCK.exec(line) ?? [];
    if (what) {
      this.#times[what] = Number(time);
    }
  }

  get seconds() {
    const { begun, ended } = this.#times;
    if (begun === undefined || ended === undefined) {
      throw new Error('The step did not tell when it began and ended');
    }
    return (ended - begun) / 1000;
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
