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
  'The live log: how soon a line is visible, and what a million lines cost';

const [, KERNEL] = KERNELS;
const VIEWERS = 50;
/** Lines of a slow step, each with its time. */
const SLOW_LINES = 300;
const LINES = 1_000_000;
const ROUNDS = 3;
const MIB = 1024 * 1024;

/** For no kernel: the build fails in its verification, after all lines. */
const SLOW = `ARG BASE_IMAGE
FROM \${BASE_IMAGE}
RUN for line in $(seq ${SLOW_LINES}); do echo "line $line at $(date +%s%3N)"; sleep 0.02; done
`;
/** Ways to write many lines. */
const MANY = [
  {
    how: 'one by one',
    script: `i=0; while [ $i -lt ${LINES} ]; do i=$((i+1)); echo "CC [M]  drivers/net/ethernet/example/example_$i.o"; done`,
  },
  {
    // At 200 MB/s, faster than any compiler.
    how: 'all at once',
    script: `seq -f 'CC [M]  drivers/net/ethernet/example/example_%.0f.o' ${LINES}`,
  },
];
/** A step that prints the time before and after it. */
const timed = (/** @type {string} */ script) =>
  `RUN echo "begun at $(date +%s%3N)"; ${script}; echo "ended at $(date +%s%3N)"\n`;
const CLOCK = /^(begun|ended) at (\d+)$/;

/** @param {BenchContext} context */
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

/**
 * Time from the writing of a line to its event at each of many viewers.
 *
 * @param {BuildWorld} world
 * @param {string} folder
 * @param {Pick<BenchContext, 'report' | 'teardown'>} context
 */
async function measureDelay(world, folder, { report, teardown }) {
  const containerfile = join(folder, 'Slow');
  await writeFile(containerfile, SLOW);
  const backend = await startPortal(world, folder, {
    containerfile,
    repository: 'slow',
    teardown,
    clients: VIEWERS + 2,
  });
  const { id } = await requestBuild(backend, KERNEL);
  /** @type {number[]} */
  const delays = [];
  await Promise.all(
    Array.from({ length: VIEWERS }, (_, i) =>
      followBuild(backend.callers[i % backend.callers.length], id, line => {
        const written = /^line \d+ at (\d+)$/.exec(line)?.[1];
        if (written) {
          delays.push(Date.now() - Number(written));
        }
      }),
    ),
  );
  if (delays.length !== SLOW_LINES * VIEWERS) {
    throw new Error(
      `${delays.length} lines arrived instead of ${SLOW_LINES * VIEWERS}`,
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

/**
 * A toolkit build with a step of a million lines, through the portal and by hand.
 *
 * @param {BuildWorld} world
 * @param {string} folder
 * @param {(typeof MANY)[number] & Pick<BenchContext, 'report' | 'teardown'>} options
 */
async function measureCost(world, folder, { how, script, report, teardown }) {
  const containerfile = join(folder, 'Many');
  await writeFile(
    containerfile,
    `${await readFile(CONTAINERFILE, 'utf8')}${timed(script)}`,
  );
  const image = how.replaceAll(' ', '-');
  /** @type {Awaited<ReturnType<typeof throughPortal>>[]} */
  const ours = [];
  /** @type {Awaited<ReturnType<typeof byHand>>[]} */
  const peer = [];
  for (let round = 0; round < ROUNDS; round++) {
    const sides = [
      async () =>
        peer.push(await byHand(world, folder, { containerfile, image })),
      async () =>
        ours.push(
          await throughPortal(world, {
            containerfile,
            repository: `${image}-${round}`,
            teardown,
          }),
        ),
    ];
    for (const side of round % 2 === 0 ? sides : sides.reverse()) {
      await world.forgetBuilds();
      await side();
    }
  }
  /** @param {(run: { build: number, step: number }) => number} of */
  const compare = of => {
    const [mine, theirs] = [ours, peer].map(runs => median(runs.map(of)));
    return { ours: mine, peer: theirs, unit: 's', ratio: mine / theirs };
  };
  report.row({
    name: `A toolkit and ${LINES.toLocaleString('en')} lines, ${how}`,
    ...compare(({ build }) => build),
    target: '<= 1.1',
    note: `peer: build and push by hand, output in a file; medians of ${ROUNDS}`,
  });
  report.row({
    name: 'Only the step with these lines, by its own clock',
    ...compare(({ step }) => step),
  });
  report.row({
    name: "Growth of the backend's memory meanwhile",
    ours: Math.max(...ours.map(({ growth }) => growth)) / MIB,
    unit: 'MiB',
    target: '<= 100',
    note: `the maximum of ${ROUNDS}`,
  });
}

/**
 * @param {BuildWorld} world
 * @param {string} folder
 * @param {{ containerfile: string, image: string }} options
 * @returns {Promise<{ build: number, step: number }>} seconds
 */
async function byHand(world, folder, { containerfile, image }) {
  const path = join(folder, 'log');
  const log = await open(path, 'w');
  let build;
  try {
    build = await world.buildByHand({
      containerfile,
      kernel: KERNEL,
      image: `${world.lab.registry}/by-hand/${image}:${KERNEL}`,
      output: log.fd,
    });
  } finally {
    await log.close();
  }
  const clock = new StepClock();
  for await (const line of createInterface({
    input: createReadStream(path),
  })) {
    clock.read(line);
  }
  return { build, step: clock.seconds };
}

/**
 * @param {BuildWorld} world
 * @param {{ containerfile: string, repository: string, teardown: BenchContext['teardown'] }} options
 * @returns {Promise<{ build: number, step: number, growth: number }>} seconds, and bytes
 */
async function throughPortal(world, { containerfile, repository, teardown }) {
  return inFolder(teardown, async folder => {
    const backend = await startPortal(world, folder, {
      containerfile,
      repository,
      teardown,
      clients: 4,
    });
    const before = await residentBytes(backend.pid);
    const { id } = await requestBuild(backend, KERNEL);
    const { most, result: build } = await mostMemory(backend.pid, () =>
      untilState(backend, id, ['succeeded'], 1000),
    );
    const clock = new StepClock();
    await followBuild(backend, id, line => {
      if (line.includes('came faster than the database took them')) {
        throw new Error(`Lines were lost: ${line}`);
      }
      clock.read(line);
    });
    await backend.stop();
    return {
      build:
        (Date.parse(build.finishedAt) - Date.parse(build.createdAt)) / 1000,
      step: clock.seconds,
      growth: most - before,
    };
  });
}

/** Reads from a step's lines when it began and ended. */
class StepClock {
  /** @type {Record<string, number>} */
  #times = {};

  /** @param {string} line */
  read(line) {
    const [, what, time] = CLOCK.exec(line) ?? [];
    if (what) {
      this.#times[what] = Number(time);
    }
  }

  get seconds() {
    const { begun, ended } = this.#times;
    if (begun === undefined || ended === undefined) {
      throw new Error('The step did not print when it began and ended');
    }
    return (ended - begun) / 1000;
  }
}

/**
 * @param {BuildWorld} world
 * @param {string} folder
 * @param {{ containerfile: string, repository: string, teardown: BenchContext['teardown'], clients: number }} options
 */
async function startPortal(
  world,
  folder,
  { containerfile, repository, teardown, clients },
) {
  const backend = await startBackend({
    database: databases().SQLite.backend(folder),
    folder,
    driverToolkit: world.configuration({
      repository,
      containerfile,
    }),
    env: world.lab.env,
    teardown,
    clients,
  });
  await backend.refresh(SOURCE);
  await backend.refresh(REPOSITORY);
  return backend;
}

/** @param {number | undefined} pid */
async function residentBytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}

/**
 * The largest resident memory of a process meanwhile, sampled every 50 ms.
 *
 * @template T
 * @param {number | undefined} pid
 * @param {() => Promise<T>} use
 */
async function mostMemory(pid, use) {
  let most = 0;
  let used = false;
  const watch = async () => {
    while (!used) {
      most = Math.max(most, await residentBytes(pid));
      await delay(50);
    }
  };
  const using = use().finally(() => {
    used = true;
  });
  const [result] = await Promise.all([using, watch()]);
  return { most, result };
}
