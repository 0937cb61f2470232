// The part of a backend that inspects one finished image, in a separate process: it gets the output of podman on
// standard input, and prints the costs.
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { entry, TAR_END } from './tar.mjs';
import { KERNEL } from './world.mjs';

const [kind, bundles] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const load = Object.fromEntries(
  Object.entries(JSON.parse(bundles)).map(([name, file]) => [
    name,
    require(file),
  ]),
);
const { verifyDriverImage } = load.verifyDriverImage;
const { verifyToolkitImage } = load.verifyToolkitImage;
const { listPackages } = load.listPackages;
const { createSbom } = load.createSbom;
const { elfWithModinfo } = load.elf;

const SAMPLE_MS = 5;
const IMAGE = {
  reference: 'registry.example.com/bench:1',
  digest: `sha256:${'0'.repeat(64)}`,
  created: '2026-01-01T00:00:00Z',
};
const { signal } = new AbortController();

/**
 * @param {string} what is looked at
 * @param {() => Readable} given what podman prints of it
 */
async function read(what, given) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-image-'));
  /** @type {string[]} */
  const log = [];
  const folders = {
    /** @param {(folder: string) => unknown} use */
    lend: use => use(folder),
  };
  const image = {
    labels: async () => ({
      'kernel-version':
        what === 'labels' ? 'x'.repeat(4 * 1024 * 1024) : KERNEL.kernel,
    }),
    toolkit: { readPath: readToolkitPath },
    /** @type {(path: string, use: (tar: Readable) => unknown) => Promise<unknown>} */
    readPath: async (path, use) => {
      if (path.startsWith('/opt/') && what === 'driver') {
        return use(given());
      }
      if (path.startsWith('/etc/')) {
        return use(
          what === 'release' ? given() : Readable.from(await release()),
        );
      }
      return undefined;
    },
    /** @type {(program: string[], use: (output: Readable) => unknown) => Promise<unknown>} */
    runProgram: async (_program, use) =>
      what === 'packages' ? use(given()) : undefined,
  };
  try {
    if (what === 'nothing') {
      for await (const _ of given()) {
        // dropped
      }
      return 'read';
    }
    if (what === 'driver') {
      await verifyDriverImage(image, KERNEL, { signal, folders });
      return 'taken';
    }
    if (what === 'packages') {
      const packages = await listPackages(image, {
        signal,
        log: (/** @type {string} */ line) => log.push(line),
      });
      if (packages) {
        JSON.stringify(createSbom(IMAGE, packages));
      }
      return log.join(' ') || `taken: ${packages.length} packages`;
    }
    await verifyToolkitImage(
      image,
      { ...KERNEL, unameReleases: [KERNEL.unameRelease] },
      { signal, log: () => {} },
    );
    return 'taken';
  } catch (error) {
    if (error.name !== 'BuildFailedError') {
      throw error; // not a refusal: nothing was measured
    }
    return error.message;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @type {(path: string, use: (tar: Readable) => unknown) => Promise<unknown>} */
async function readToolkitPath(path, use) {
  return path.endsWith('/symvers.gz')
    ? use(Readable.from(await kernelSymbols()))
    : undefined;
}

async function kernelSymbols() {
  const symbols = '0x00000001\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t\n';
  return [await entry('symvers.gz', gzipSync(symbols)), TAR_END];
}

async function release() {
  const content = JSON.stringify({ KERNEL_VERSION: KERNEL.kernel });
  return [await entry('driver-toolkit-release.json', content), TAR_END];
}

/** Normal images of each kind, so that one-time work of Node is not measured. */
async function warmUp() {
  const module = elfWithModinfo({
    vermagic: `${KERNEL.unameRelease} SMP mod_unload `,
  });
  const tar = await Promise.all([
    entry(`${KERNEL.unameRelease}/a.ko`, module),
    entry(`${KERNEL.unameRelease}/b.ko.gz`, gzipSync(module)),
    entry(`${KERNEL.unameRelease}/c.ko.zst`, zstdCompressSync(module)),
  ]);
  const lines = Array.from(
    { length: 300 },
    (_, i) =>
      `${['p', '(none)', i, 1, 'x86_64', 'ab', 's', 'v', 'l'].join('\t')}\n`,
  );
  for (let round = 0; round < 5; round++) {
    await read('driver', () => Readable.from([...tar, TAR_END]));
    await read('packages', () => Readable.from([Buffer.from(lines.join(''))]));
    await read('labels', () => Readable.from([]));
  }
}

/**
 * Measures memory, and the longest pause of the event loop: in processor time of this thread, so that other processes
 * do not count.
 */
function watch() {
  const before = process.memoryUsage.rss();
  let most = before;
  let longest = 0;
  let last = busyMs();
  const sample = () => {
    const now = busyMs();
    longest = Math.max(longest, now - last);
    last = now;
    most = Math.max(most, process.memoryUsage.rss());
  };
  const sampler = setInterval(sample, SAMPLE_MS);
  return () => {
    clearInterval(sampler);
    sample();
    return {
      mebibytes: (most - before) / 1024 ** 2,
      delayMs: Math.max(0, longest - SAMPLE_MS),
    };
  };
}

function busyMs() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

await warmUp();
await delay(200);
globalThis.gc?.();
const stop = watch();
const outcome = await read(kind, () => process.stdin);
process.stdout.write(JSON.stringify({ ...stop(), outcome }), () =>
  process.exit(0),
);
