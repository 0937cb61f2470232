import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { debianKernels } from '../../lab/mirror/debianKernels.mjs';
import { bundleSource } from '../load.mjs';
import { median } from '../median.mjs';

/** @import { BenchContext } from '../report.mjs' */

const execute = promisify(execFile);

export const title =
  "Modules of a whole kernel, read and checked against their kernel's symbols, beside depmod -e -E";

const OWN = 'amd64';
const OTHER = 'cloud-amd64';
const ROUNDS = 7;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const READER = join(import.meta.dirname, 'modules', 'reader.mjs');
const SOURCES = [
  'readKernelModule',
  'LocalFile',
  'parseSymvers',
  'checkSymbols',
];

/** @param {BenchContext} context */
export async function run({ report }) {
  const { kmod, kernels } = await debianKernels({
    modules: [OWN],
    symbols: [OTHER],
  });
  const bundles = await Promise.all(
    SOURCES.map(name =>
      bundleSource(`plugins/driver-toolkit-node/src/modules/${name}.ts`),
    ),
  );
  const [release] = await readdir(join(kernels[OWN], 'lib', 'modules'));
  const symvers = [OWN, OTHER].map(flavour =>
    join(kernels[flavour], 'Module.symvers'),
  );
  const ours = () =>
    execute(process.execPath, [
      READER,
      bundles.join(','),
      join(kernels[OWN], 'lib', 'modules', release),
      symvers[0],
    ]);
  const theirs = () =>
    execute(
      join(kmod, 'bin', 'depmod'),
      ['-n', '-e', '-E', symvers[0], '-b', kernels[OWN], release],
      {
        env: { LD_LIBRARY_PATH: join(kmod, 'lib') },
        maxBuffer: MAX_OUTPUT_BYTES,
      },
    );
  /** @type {{ ours: number[], peer: number[] }} */
  const times = { ours: [], peer: [] };
  await Promise.all([ours(), theirs()]); // into the page cache
  for (let round = 0; round < ROUNDS; round++) {
    times.ours.push(await timeOf(ours));
    times.peer.push(await timeOf(theirs));
  }
  const { stdout } = await execute(process.execPath, [
    READER,
    bundles.join(','),
    join(kernels[OWN], 'lib', 'modules', release),
    ...symvers,
  ]);
  const found = JSON.parse(stdout);
  report.row({
    name: `${found.modules} modules and their kernel, whole process`,
    ours: median(times.ours),
    peer: median(times.peer),
    unit: 'ms',
    ratio: median(times.ours) / median(times.peer),
    target: '<= 0.8',
    note: `median of ${ROUNDS}; ${found.kernels[0].mismatches} mismatches`,
  });
  report.row({
    name: 'each further kernel, its symbols parsed and checked',
    ours: found.kernels[1].ms,
    peer: median(times.ours),
    unit: 'ms',
    ratio: found.kernels[1].ms / median(times.ours),
    target: '<= 0.1',
    note: `of the first; ${found.kernels[1].mismatches} mismatches`,
  });
}

/** @param {() => Promise<unknown>} action */
async function timeOf(action) {
  const start = performance.now();
  await action();
  return performance.now() - start;
}
