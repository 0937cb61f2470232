import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { bundleSource, loadSource } from '../load.mjs';
import { median } from '../median.mjs';
import { hostileLists } from './hostile/lists.mjs';
import { hostileModules } from './hostile/modules.mjs';

/** @import { BenchContext } from '../report.mjs' */

export const title =
  'Hostile images: what inspecting one costs the backend, in memory and in delays of everything else';

/**
 * A hostile image.
 *
 * @typedef {object} HostileCase
 * @property {string} name
 * @property {string} kind which inspection reads it
 * @property {() => Iterable<unknown> | AsyncIterable<unknown>} feed what podman prints for it
 * @property {boolean} [isLong]
 *
 * @typedef {{ bundles: Record<string, string>, teardown: BenchContext['teardown'] }} MeasureContext
 *
 * @typedef {{ mebibytes: number, delayMs: number, outcome: string }} Cost
 */

const BACKEND = 'plugins/driver-toolkit-backend/src';
const ELF = `${BACKEND}/__testUtils__/elf.ts`;
const ROUNDS = 3;
/** Chunks of 64 KiB, as many as of an endless tar stream. */
const FLOOR_CHUNKS = 64 * 1024;
const MAX_MEBIBYTES = 64;
const MAX_DELAY_MS = 50;
const SHOWN_OUTCOME = 90;

/** @param {BenchContext} context */
export async function run({ report, teardown }) {
  const bundles = {
    verifyDriverImage: await bundleSource(
      `${BACKEND}/builds/driver/verifyDriverImage.ts`,
    ),
    verifyToolkitImage: await bundleSource(
      `${BACKEND}/builds/toolkit/verifyToolkitImage.ts`,
    ),
    listPackages: await bundleSource(
      `${BACKEND}/trust/packages/listPackages.ts`,
    ),
    createSbom: await bundleSource(`${BACKEND}/trust/sbom/createSbom.ts`),
    elf: await bundleSource(ELF),
  };
  const elf = await loadSource(ELF);
  const cases = [...hostileModules(elf), ...hostileLists()];
  const context = { bundles, teardown };
  const floor = await measureOften('nothing', nothing, context);
  for (const { name, kind, feed, isLong } of cases) {
    const { mebibytes, delayMs, outcome } = await measureOften(
      kind,
      feed,
      context,
    );
    report.row({
      name,
      ours: mebibytes,
      unit: 'MiB',
      target: `<= ${MAX_MEBIBYTES}`,
      note: outcome.slice(0, SHOWN_OUTCOME),
      ...(isLong && {
        peer: floor.mebibytes,
        value: Math.max(0, mebibytes - floor.mebibytes),
        note: 'target for the cost beyond the peer: Node reading the same amount from a pipe without using it',
      }),
    });
    report.row({
      name: `${name}: event loop, longest`,
      ours: delayMs,
      unit: 'ms',
      target: `<= ${MAX_DELAY_MS}`,
    });
  }
}

/** Node frees data from a pipe only when it has tens of MiB of it, whatever reads it. */
function* nothing() {
  for (let i = 0; i < FLOOR_CHUNKS; i++) {
    yield Buffer.alloc(64 * 1024);
  }
}

/**
 * The median of memory, and the minimum of delays, because other processes only add to them.
 *
 * @param {string} kind
 * @param {HostileCase['feed']} feed
 * @param {MeasureContext} context
 */
async function measureOften(kind, feed, context) {
  /** @type {Cost[]} */
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push(await measure(kind, feed, context));
  }
  return {
    mebibytes: median(rounds.map(({ mebibytes }) => mebibytes)),
    delayMs: Math.min(...rounds.map(({ delayMs }) => delayMs)),
    outcome: rounds[0].outcome,
  };
}

/**
 * Runs in a new process, with nothing else in its memory.
 *
 * @param {string} kind
 * @param {HostileCase['feed']} feed
 * @param {MeasureContext} context
 * @returns {Promise<Cost>}
 */
async function measure(kind, feed, { bundles, teardown }) {
  const reader = spawn(
    process.execPath,
    [
      '--expose-gc',
      join(import.meta.dirname, 'hostile', 'reader.mjs'),
      kind,
      JSON.stringify(bundles),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const forget = teardown.add(() => reader.kill());
  const result = /** @type {Promise<Cost>} */ (json(reader.stdout));
  // It exits when it has read enough.
  await pipeline(Readable.from(feed()), reader.stdin).catch(() => {});
  try {
    return await result;
  } finally {
    forget();
  }
}
