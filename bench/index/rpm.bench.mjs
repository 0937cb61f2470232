import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { bundleSource } from '../load.mjs';
import { generateRepository } from './rpm/generateRepository.mjs';
import { repoquery } from './rpm/repoquery.mjs';
import { startServer } from './rpm/startServer.mjs';

/** @import { BenchContext } from '../report.mjs' */

export const title = 'dnf repositories: lists of 30,000 packages';

const run_ = promisify(execFile);

/**
 * @import { Format } from './rpm/generateRepository.mjs'
 *
 * @typedef {{ report: BenchContext['report'], folder: string, origin: string, reader: string }} ReadContext
 *
 * @typedef {object} Reading
 * @property {number} kernels
 * @property {number} seconds
 * @property {number} processSeconds
 * @property {number} unchangedSeconds
 * @property {number} memoryGrowth bytes
 * @property {number} longestGap of the event loop, milliseconds
 *
 * @typedef {{ ours: Reading, dnf?: { seconds: number, kernels: number } }} Round
 */

const PACKAGES = 30_000;
/** Smaller for comparisons of formats, because bzip2 takes long to compress. */
const FEW_PACKAGES = 5_000;
const MEGABYTE = 1024 * 1024;
/** An odd number: the median of times is shown, and for limits the worst of all rounds. */
const ROUNDS = 5;
const WORST = `the worst of ${ROUNDS} rounds`;

/** @param {BenchContext} context */
export async function run({ report, teardown }) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-rpm-'));
  const forget = teardown.add(() => rm(folder, { recursive: true }));
  const server = await startServer(folder, teardown);
  try {
    // Its process starts like a built backend.
    const reader = await bundleSource('bench/index/rpm/reader.mjs');
    const context = { report, folder, origin: server.origin, reader };
    await compareWithDnf(context);
    await measureFormat(context, 'bz2');
    await measureFormat(context, 'xz');
    await measureFormat(context, 'zst');
  } finally {
    await server.stop();
    forget();
    await rm(folder, { recursive: true });
  }
}

/** @param {ReadContext} context */
async function compareWithDnf({ report, folder, origin, reader }) {
  const { kernels, xmlBytes, compressedBytes } = await generateRepository(
    join(folder, 'large'),
    { packages: PACKAGES, format: 'gz' },
  );
  const size = `${megabytes(xmlBytes)} MB of XML, ${megabytes(
    compressedBytes,
  )} MB as gz`;
  const url = `${origin}/large/`;
  /** @type {Round[]} */
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({
      ours: requireKernels(await readOnce(reader, url), kernels),
      dnf: requireKernels(await repoquery(url, folder), kernels),
    });
  }
  const middle = (/** @type {(round: Round) => number} */ pick) =>
    median(rounds.map(pick));
  const worst = (/** @type {(round: Round) => number} */ pick) =>
    Math.max(...rounds.map(pick));
  const dnf = rounds[0].dnf && middle(round => round.dnf?.seconds ?? NaN);
  const peer =
    dnf === undefined
      ? 'dnf is not installed'
      : 'peer is dnf repoquery with an empty cache';
  compare(
    'full read, in a running process',
    '<= 0.35',
    round => round.ours.seconds,
  );
  // A portal starts once and reads for months; dnf starts for every answer.
  compare(
    'full read, including the start of Node',
    undefined,
    round => round.ours.processSeconds,
  );
  report.row({
    name: 'unchanged: repomd.xml alone',
    ours: middle(round => round.ours.unchangedSeconds) * 1000,
    unit: 'ms',
  });
  report.row({
    name: 'peak memory growth',
    ours: worst(round => round.ours.memoryGrowth) / MEGABYTE,
    unit: 'MB',
    target: '<= 80',
    note: `resident, of a process that has read nothing before; ${WORST}`,
  });
  report.row({
    name: 'longest gap of the event loop',
    ours: worst(round => round.ours.longestGap),
    unit: 'ms',
    target: '<= 50',
    note: WORST,
  });

  /**
   * @param {string} name
   * @param {string | undefined} target
   * @param {(round: Round) => number} pick
   */
  function compare(name, target, pick) {
    const ours = middle(pick);
    report.row({
      name,
      ours,
      peer: dnf,
      unit: 's',
      ratio: dnf && ours / dnf,
      target,
      value: dnf && ours / dnf,
      note: `${size}; ${peer}; median of ${ROUNDS}`,
    });
  }
}

/**
 * @param {ReadContext} context
 * @param {Format} format
 */
async function measureFormat({ report, folder, origin, reader }, format) {
  const { kernels, xmlBytes } = await generateRepository(join(folder, format), {
    packages: FEW_PACKAGES,
    format,
  });
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push(
      requireKernels(await readOnce(reader, `${origin}/${format}/`), kernels),
    );
  }
  report.row({
    name: `${format}: longest gap of the event loop`,
    ours: Math.max(...rounds.map(round => round.longestGap)),
    unit: 'ms',
    target: '<= 50',
    note: `${WORST}; ${FEW_PACKAGES} packages, ${megabytes(
      xmlBytes,
    )} MB of XML, in ${median(rounds.map(round => round.seconds)).toPrecision(
      3,
    )} s with ${megabytes(
      Math.max(...rounds.map(round => round.memoryGrowth)),
    )} MB more memory`,
  });
}

/**
 * @param {string} reader
 * @param {string} url
 * @returns {Promise<Reading>}
 */
async function readOnce(reader, url) {
  const started = performance.now();
  const { stdout } = await run_(process.execPath, [reader, url]);
  return {
    ...JSON.parse(stdout),
    processSeconds: (performance.now() - started) / 1000,
  };
}

/**
 * Fails if kernels are missing: the reader would be fast for no good reason.
 *
 * @template {{ kernels: number } | undefined} T
 * @param {T} reading
 * @param {number} kernels
 */
function requireKernels(reading, kernels) {
  if (reading && reading.kernels !== kernels) {
    throw new Error(`${reading.kernels} of ${kernels} kernels were found`);
  }
  return reading;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return Math.round(bytes / MEGABYTE);
}

/** @param {number[]} values */
function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
