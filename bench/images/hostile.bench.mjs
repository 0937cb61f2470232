import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { bundleSource, loadSource } from '../load.mjs';
import { median } from '../median.mjs';
import { hostileLists } from './hostile/lists.mjs';
import { hostileModules } from './hostile/modules.mjs';

export const title =
  'Hostile images: what looking at one costs the backend, in memory and in delay of everything else';

const BACKEND = 'plugins/driver-toolkit-backend/src';
const ELF = `${BACKEND}/__testUtils__/elf.ts`;
/** Of memory the median is shown, of delays the least. */
const ROUNDS = 3;
const MAX_MEBIBYTES = 64;
const MAX_DELAY_MS = 50;
const SHOWN_OUTCOME = 90;

export async function run({ report, teardown }) {
  const bundles = {
    verifyDriverImage: await bundleSource(
      `${BACKEND}/builds/verifyDriverImage.ts`,
    ),
    verifyToolkitImage: await bundleSource(
      `${BACKEND}/builds/verifyToolkitImage.ts`,
    ),
    listPackages: await bundleSource(
      `${BACKEND}/trust/packages/listPackages.ts`,
    ),
    createSbom: await bundleSource(`${BACKEND}/trust/sbom/createSbom.ts`),
    elf: await bundleSource(ELF),
  };
  const cases = [...hostileModules(await loadSource(ELF)), ...hostileLists()];
  for (const { name, kind, feed } of cases) {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push(await measure(kind, feed, { bundles, teardown }));
    }
    report.row({
      name,
      ours: median(rounds.map(({ mebibytes }) => mebibytes)),
      unit: 'MiB',
      target: `<= ${MAX_MEBIBYTES}`,
      note: rounds[0].outcome.slice(0, SHOWN_OUTCOME),
    });
    report.row({
      name: `${name}: delay of the event loop`,
      // Others on the machine only add to it.
      ours: Math.min(...rounds.map(({ delayMs }) => delayMs)),
      unit: 'ms',
      target: `<= ${MAX_DELAY_MS}`,
    });
  }
}

/** In a process of its own, which nothing else has filled. */
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
  const result = json(reader.stdout);
  // It goes when it has read enough.
  await pipeline(Readable.from(feed()), reader.stdin).catch(() => {});
  try {
    return await result;
  } finally {
    forget();
  }
}
