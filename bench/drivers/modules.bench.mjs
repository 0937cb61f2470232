import { execFile } from 'node:child_process';
import {
  copyFile,
  mkdir,
  readdir,
  readFile,
  writeFile,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import { debianKernels } from '../../lab/mirror/debianKernels.mjs';
import { inFolder } from '../inFolder.mjs';
import { bundleSource, loadSource } from '../load.mjs';
import { median } from '../median.mjs';

/** @import { BenchContext } from '../report.mjs' */

const execute = promisify(execFile);

export const title =
  "Modules of a whole kernel, read and checked against their kernel's symbols, beside depmod -e -E; compressed ones beside modinfo";

const OWN = 'amd64';
const OTHER = 'cloud-amd64';
const ROUNDS = 9;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const NODE = 'plugins/driver-toolkit-node/src/modules';
const BACKEND = 'plugins/driver-toolkit-backend/src/modules';
const SOURCES = [
  'readKernelModule',
  'LocalFile',
  'parseSymvers',
  'KernelRecord',
  'distinctSymbols',
  'checkSymbols',
].map(name => `${NODE}/${name}.ts`);
const UNPACKERS = [
  `${BACKEND}/unpackModule.ts`,
  `${BACKEND}/SpoolFile.ts`,
  `${NODE}/readKernelModule.ts`,
];
/** One module in so many is compressed. */
const EVERY = 20;
/**
 * As distributions compress modules.
 *
 * @type {Record<string, (from: string, to: string) => Promise<unknown>>}
 */
const COMPRESSORS = {
  xz: async (from, to) => {
    await copyFile(from, to);
    await execute('xz', ['--check=crc32', '--lzma2=dict=1MiB', to]);
  },
  zst: async (from, to) =>
    writeFile(`${to}.zst`, zstdCompressSync(await readFile(from))),
};

/** @param {BenchContext} context */
export async function run({ report, teardown }) {
  const kernels = await debianKernels({ modules: [OWN], symbols: [OTHER] });
  await inFolder(teardown, async folder => {
    await benchKernel(report, kernels, folder);
    await benchCompressed(report, kernels, folder);
  });
}

/**
 * @param {BenchContext['report']} report
 * @param {Awaited<ReturnType<typeof debianKernels>>} kernels
 * @param {string} folder
 */
async function benchKernel(report, { kmod, kernels }, folder) {
  const bundles = await Promise.all(SOURCES.map(bundleSource));
  const tree = await modulesOf(kernels[OWN]);
  const symvers = join(kernels[OWN], 'Module.symvers');
  const record = join(folder, 'record');
  await writeFile(record, await packRecord(kernels[OTHER]));
  /** @param {string[]} records */
  const ours = records =>
    execute(process.execPath, [
      join(import.meta.dirname, 'modules', 'reader.mjs'),
      bundles.join(','),
      tree,
      symvers,
      ...records,
    ]);
  const theirs = () =>
    kmodProgram(kmod, 'depmod', [
      ...['-n', '-e', '-E', symvers],
      ...['-b', kernels[OWN], basename(tree)],
    ]);
  /** @type {Record<'own' | 'both' | 'peer', number[]>} */
  const times = { own: [], both: [], peer: [] };
  const { stdout } = await ours([record]);
  await theirs(); // both have read everything into the page cache
  for (let round = 0; round < ROUNDS; round++) {
    times.own.push(await timeOf(() => ours([])));
    times.both.push(await timeOf(() => ours([record])));
    times.peer.push(await timeOf(theirs));
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
    note: `median of ${ROUNDS}; ${found.symbols} different symbols, ${found.mismatches[0]} mismatches`,
  });
  report.row({
    name: 'the same and the record of another kernel',
    ours: both,
    peer: first,
    unit: 'ms',
    ratio: both / first,
    target: '<= 1.1',
    note: `peer: without it; ${found.mismatches[1]} mismatches`,
  });
}

/**
 * @param {BenchContext['report']} report
 * @param {Awaited<ReturnType<typeof debianKernels>>} kernels
 * @param {string} folder
 */
async function benchCompressed(report, { kmod, kernels }, folder) {
  const bundles = await Promise.all(UNPACKERS.map(bundleSource));
  const names = await readdir(await modulesOf(kernels[OWN]), {
    recursive: true,
  });
  const modules = names
    .filter(name => name.endsWith('.ko'))
    .filter((_, index) => index % EVERY === 0);
  for (const [ending, compress] of Object.entries(COMPRESSORS)) {
    const packed = join(folder, ending);
    await mkdir(packed);
    for (const name of modules) {
      const from = join(await modulesOf(kernels[OWN]), name);
      await compress(from, join(packed, basename(name)));
    }
    const files = (await readdir(packed)).map(name => join(packed, name));
    const ours = () =>
      execute(process.execPath, [
        join(import.meta.dirname, 'modules', 'unpacker.mjs'),
        bundles.join(','),
        packed,
      ]);
    const theirs = () => kmodProgram(kmod, 'modinfo', files);
    await Promise.all([ours(), theirs()]);
    /** @type {Record<'ours' | 'peer', number[]>} */
    const times = { ours: [], peer: [] };
    for (let round = 0; round < ROUNDS; round++) {
      times.ours.push(await timeOf(ours));
      times.peer.push(await timeOf(theirs));
    }
    const [own, peer] = [times.ours, times.peer].map(median);
    report.row({
      name: `${files.length} modules in ${ending}, with their symbols`,
      ours: own,
      peer,
      unit: 'ms',
      ratio: own / peer,
      note: `median of ${ROUNDS}; peer: modinfo, which reads no symbols`,
    });
  }
}

/**
 * What the portal stores of a kernel.
 *
 * @param {string} kernel - folder
 */
async function packRecord(kernel) {
  const { parseSymvers } = await loadSource(`${NODE}/parseSymvers.ts`);
  const { writeKernelRecord } = await loadSource(`${NODE}/KernelRecord.ts`);
  const text = await readFile(join(kernel, 'Module.symvers'), 'latin1');
  return zstdCompressSync(
    writeKernelRecord({
      unameRelease: OTHER,
      architecture: 'x86_64',
      symbols: parseSymvers(text),
      modules: [],
      builtin: [],
    }),
  );
}

/** @param {string} kernel - folder */
async function modulesOf(kernel) {
  const folder = join(kernel, 'lib', 'modules');
  const [release] = await readdir(folder);
  return join(folder, release);
}

/**
 * @param {string} kmod - folder
 * @param {string} program
 * @param {string[]} options
 */
function kmodProgram(kmod, program, options) {
  return execute(join(kmod, 'bin', program), options, {
    env: { LD_LIBRARY_PATH: join(kmod, 'lib') },
    maxBuffer: MAX_OUTPUT_BYTES,
  });
}

/** @param {() => Promise<unknown>} action */
async function timeOf(action) {
  const start = performance.now();
  await action();
  return performance.now() - start;
}
