import { spawnSync } from 'node:child_process';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { entry, header, TAR_END } from './tar.mjs';
import { KERNEL } from './world.mjs';

const MIB = 1024 * 1024;
const FOLDER = KERNEL.unameRelease;
const VERMAGIC = `vermagic=${KERNEL.unameRelease} SMP mod_unload \0`;

/**
 * Images of drivers: their folder of modules, in the form that podman prints.
 *
 * @param {Record<string, (...options: any[]) => Buffer>} elf
 * @returns {import('../hostile.bench.mjs').HostileCase[]}
 */
export function hostileModules({ elfFile, elfWithModinfo, versions }) {
  const ofSection = (/** @type {string | Buffer} */ section) =>
    elfWithModinfo(Buffer.from(section));
  const nulls = () => ofSection(Buffer.alloc(120 * MIB));
  /** @type {(name: string, make: () => Buffer) => () => AsyncGenerator<Buffer>} */
  const one = (name, make) =>
    async function* tar() {
      yield* blocks(await entry(`${FOLDER}/${name}`, make()));
      yield TAR_END;
    };
  const cases = {
    '.modinfo of 120 MiB of NULs, gzip': one('a.ko.gz', () =>
      gzipSync(nulls()),
    ),
    '.modinfo of 120 MiB of NULs, zstd': one('a.ko.zst', () =>
      zstdCompressSync(nulls()),
    ),
    'the same, a window of 128 MiB': one('a.ko.zst', () =>
      zstdCompressSync(nulls(), {
        params: { [constants.ZSTD_c_windowLog]: 27 },
      }),
    ),
    '.modinfo of 120 MiB of NULs, xz': one('a.ko.xz', () =>
      xz(nulls(), '8MiB'),
    ),
    'the same, a dictionary of 64 MiB': one('a.ko.xz', () =>
      xz(nulls(), '64MiB'),
    ),
    'a bomb of 2 GiB, zstd': one('a.ko.zst', () =>
      Buffer.concat(Array(16).fill(zstdCompressSync(Buffer.alloc(128 * MIB)))),
    ),
    '8 MiB of distinct keys': one('a.ko', () =>
      ofSection(distinctKeys(8 * MIB)),
    ),
    '1 MiB of keys without values': one('a.ko', () =>
      ofSection(VERMAGIC + 'a\0'.repeat((MIB - 100) / 2)),
    ),
    '1 MiB of vermagics': one('a.ko', () =>
      ofSection(VERMAGIC.repeat(Math.floor(MIB / VERMAGIC.length))),
    ),
    'a vermagic of 60 MiB': one('a.ko', () =>
      ofSection(`vermagic=${'x'.repeat(60 * MIB)}\0`),
    ),
    '65,000 sections': one('a.ko', () =>
      elfWithModinfo({ license: 'GPL' }, { sections: 1, others: 65_000 }),
    ),
    '5,000 modules': async function* tar() {
      const module = ofSection(VERMAGIC);
      for (let i = 0; i < 5000; i++) {
        yield entry(`${FOLDER}/${i}.ko`, module);
      }
      yield TAR_END;
    },
    '200,000 symbols that no kernel has': async function* tar() {
      for (let i = 0; i < 8; i++) {
        const module = elfFile([
          ['.modinfo', Buffer.from(VERMAGIC)],
          [
            '__versions',
            versions(manySymbols(`${i}${'s'.repeat(40)}`, 25_000)),
          ],
        ]);
        yield* blocks(await entry(`${FOLDER}/${i}.ko`, module));
      }
      yield TAR_END;
    },
    '16 MiB of symbols and their names': one('a.ko', () =>
      elfFile([
        ['.modinfo', Buffer.from(VERMAGIC)],
        ['__ksymtab', Buffer.alloc(16)],
        ['.symtab', Buffer.alloc(8 * MIB)],
        ['.strtab', Buffer.alloc(8 * MIB, '__crc_')],
      ]),
    ),
    'an endless tree of folders': async function* tar() {
      const some = await Promise.all(
        Array.from({ length: 256 }, (_, i) =>
          entry(`${FOLDER}/${`${i}/`.repeat(500)}`),
        ),
      );
      for (;;) {
        yield* blocks(Buffer.concat(some));
      }
    },
    'an endless file': async function* tar() {
      yield header(`${FOLDER}/a.ko`, 8 * 1024 * MIB - 1);
      for (;;) {
        yield Buffer.alloc(64 * 1024);
      }
    },
    'an endless tar stream': async function* tar() {
      const some = await entry(`${FOLDER}/headers.h`, Buffer.alloc(MIB));
      for (;;) {
        yield* blocks(some);
      }
    },
  };
  return Object.entries(cases).map(([name, feed]) => ({
    name,
    kind: 'driver',
    feed,
    isLong: name === 'an endless tar stream',
  }));
}

/**
 * @param {string} prefix
 * @param {number} count
 */
function manySymbols(prefix, count) {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`${prefix}${i}`, i]),
  );
}

/** @param {number} bytes */
function distinctKeys(bytes) {
  const keys = [];
  for (let i = 0, length = 0; length < bytes; i++) {
    const key = `${i}=\0`;
    keys.push(key);
    length += key.length;
  }
  return keys.join('');
}

/**
 * @param {Buffer} bytes
 * @param {string} dictionary
 */
function xz(bytes, dictionary) {
  const { stdout, status, error } = spawnSync(
    'xz',
    ['--stdout', '--check=crc32', `--lzma2=dict=${dictionary}`],
    { input: bytes, maxBuffer: bytes.length },
  );
  if (status !== 0) {
    throw error ?? new Error('xz failed');
  }
  return stdout;
}

/**
 * In chunks, like from a pipe.
 *
 * @param {Buffer} bytes
 */
function* blocks(bytes) {
  for (let at = 0; at < bytes.length; at += 64 * 1024) {
    yield bytes.subarray(at, at + 64 * 1024);
  }
}
