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
  const { kmod, kernels: folders } = await debianKernels({
    modules: [OWN],
    symbols: [OTHER],
  });
  const bundles = await Promise.all(
    SOURCES.map(name =>
      bundleSource(`plugins/driver-toolkit-node/src/modules/${name}.ts`),
    ),
  );
  const [release] = await readdir(join(folders[OWN], 'lib', 'modules'));
  const symvers = [OWN, OTHER].map(flavour =>
    join(folders[flavour], 'Module.symvers'),
  );
  /** @param {string[]} kernels */
  const ours = kernels =>
    execute(process.execPath, [
      READER,
      bundles.join(','),
      join(folders[OWN], 'lib', 'modules', release),
      ...kernels,
    ]);
  const theirs = () =>
    execute(
      join(kmod, 'bin', 'depmod'),
      ['-n', '-e', '-E', symvers[0], '-b', folders[OWN], release],
      {
        env: { LD_LIBRARY_PATH: join(kmod, 'lib') },
        maxBuffer: MAX_OUTPUT_BYTES,
      },
    );
  const own = symvers.slice(0, 1);
  /** @type {Record<'own' | 'both' | 'peer', number[]>} */
  const times = { own: [], both: [], peer: [] };
  const { stdout } = await ours(symvers);
  await theirs(); // both have read everything into the page cache
  for (let round = 0; round < ROUNDS; round++) {
    times.own.push(await timeOf(() => ours(own)));
    times.peer.push(await timeOf(theirs));
    times.both.push(await timeOf(() => ours(symvers)));
  }
  const found = JSON.parse(stdout);
  const [first, both, peer] = [times.own, times.both, times.peer].map(median);
  report.row({
    name: `${found.modules} modules and their kernel, whole process`,
    ours: first,
    peer,
    unit: 'ms',
    ratio: first / peer,
    target: '<= 0.8',
    note: `median of ${ROUNDS}; ${found.mismatches[0]} mismatches`,
  });
  report.row({
    name: 'the same and another kernel',
    ours: both,
    peer: first,
    unit: 'ms',
    ratio: both / first,
    target: '<= 1.1',
    note: `peer: without it; ${found.mismatches[1]} mismatches`,
  });
}

/** @param {() => Promise<unknown>} action */
async function timeOf(action) {
  const start = performance.now();
  await action();
  return performance.now() - start;
}
