import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { pack } from 'tar-stream';
import { bootKernels } from '../../lab/mirror/bootKernels.mjs';
import { inFolder } from '../inFolder.mjs';
import { loadSource } from '../load.mjs';
import { median } from '../median.mjs';

/** @import { BenchContext } from '../report.mjs' */

export const title =
  'Boot check of a driver with two modules, beside its kernel alone';

const execute = promisify(execFile);

const ROUNDS = 7;
const BOOT = 'plugins/driver-toolkit-backend/src/builds/driver/boot';
const QEMU = 'plugins/driver-toolkit-backend/src/builders/qemu';
const CONFIG = {
  programs: {},
  memory: 512 * 1024 ** 2,
  timeout: { minutes: 1 },
};
const DRIVER = join(import.meta.dirname, '../../lab/mirror/acme');
const MODULES = ['acme', 'acme-nic'];

/** @param {BenchContext} context */
export async function run({ report, teardown }) {
  const kernel = (await bootKernels()).x86_64;
  const { checkBoot } = await loadSource(`${BOOT}/checkBoot.ts`);
  const { KernelCache } = await loadSource(`${BOOT}/KernelCache.ts`);
  const { bootWithQemu } = await loadSource(`${QEMU}/bootWithQemu.ts`);
  const [release] = await readdir(join(kernel, 'lib', 'modules'));

  /** @param {(path: string) => string | undefined} locate */
  const filesIn = locate => ({
    /** @type {(path: string, read: (tar: Readable) => unknown) => Promise<unknown>} */
    readPath: async (path, read) => {
      const file = locate(path);
      const content = file && (await readFile(file).catch(() => undefined));
      if (!content) {
        return undefined;
      }
      const tar = pack();
      tar.entry({ name: basename(path) }, content);
      tar.finalize();
      return read(Readable.from(tar));
    },
  });
  const image = {
    ...filesIn(path => join(kernel, 'own', basename(path))),
    toolkit: filesIn(path =>
      path.startsWith('/usr/') ? join(kernel, path.slice(4)) : undefined,
    ),
  };
  await inFolder(teardown, async folder => {
    const folders = {
      /** @type {(name: string) => Promise<string>} */
      keep: async name => {
        const path = join(folder, name);
        await mkdir(path, { recursive: true });
        return path;
      },
      /** @type {(use: (folder: string) => unknown) => Promise<unknown>} */
      lend: async use => use(await mkdtemp(join(folder, 'lent-'))),
    };
    /** @param {string[]} names */
    const check = async (names, kernels = new KernelCache(folders)) => {
      const start = performance.now();
      const { failure } = await checkBoot(
        image,
        {
          driver: { modules: names.map(name => ({ name })) },
          toolkitImage: 'toolkit',
          unameRelease: release,
          architecture: 'x86_64',
        },
        names.map(name => ({
          path: `/opt/${name}.ko`,
          info: { depends: name === 'acme' ? ['libcrc32c'] : ['acme'] },
        })),
        {
          builder: {
            /** @param {unknown} trial */
            boot: trial => bootWithQemu(trial, CONFIG),
          },
          kernels,
          folders,
          signal: new AbortController().signal,
        },
      );
      if (failure) {
        throw new Error(`The boot failed: ${failure.reason}`);
      }
      return performance.now() - start;
    };
    const kernels = new KernelCache(folders);
    await check([], kernels);
    /** @type {Record<'first' | 'next' | 'alone', number[]>} */
    const times = { first: [], next: [], alone: [] };
    for (let round = 0; round < ROUNDS; round++) {
      times.first.push(await check(MODULES));
      times.next.push(await check(MODULES, kernels));
      times.alone.push(await check([], kernels));
    }
    const [first, next, alone] = [times.first, times.next, times.alone].map(
      median,
    );
    report.row({
      name: 'the check, of a kernel that is kept',
      ours: next,
      peer: alone,
      unit: 'ms',
      ratio: next / alone,
      target: '<= 1.2',
      note: `median of ${ROUNDS}; peer: the same without modules`,
    });
    const compile = median(
      await inTurn(ROUNDS, () => compileTime(kernel, folder)),
    );
    report.row({
      name: 'its share of compiling the modules and checking them',
      ours: next,
      peer: compile + next,
      unit: 'ms',
      ratio: next / (compile + next),
      note: 'an upper limit: a build also pulls, commits and pushes',
    });
    report.row({
      name: 'the first check of a kernel, which is unpacked',
      ours: first,
      peer: next,
      unit: 'ms',
      ratio: first / next,
    });
  });
}

/**
 * @param {string} kernel
 * @param {string} folder
 */
async function compileTime(kernel, folder) {
  const work = await mkdtemp(join(folder, 'compile-'));
  await cp(DRIVER, work, { recursive: true });
  const start = performance.now();
  await execute('make', [
    '-C',
    join(kernel, 'headers'),
    `M=${work}`,
    'modules',
  ]);
  return performance.now() - start;
}

/**
 * @param {number} times
 * @param {() => Promise<number>} measure
 */
async function inTurn(times, measure) {
  const values = [];
  for (let i = 0; i < times; i++) {
    values.push(await measure());
  }
  return values;
}
