import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import { sources } from '../cache/sources.mjs';
import { debianRelease } from '../debian.mjs';
import { exitOf } from '../process/run.mjs';

const packages = [
  'binutils',
  'ca-certificates',
  'dnf',
  'dnf-plugins-core',
  'gcc',
  'git',
  'jq',
  'kmod',
  'libelf1',
  'make',
  'openssl',
  'passwd',
  'patch',
  'rpm',
  'xz-utils',
];

const leftOut = ['man', 'doc', 'locale', 'info', 'lintian'];

/**
 * A layer of an image: digests of its compressed and its plain form, and the compressed file.
 *
 * @typedef {{ digest: string, diffId: string, size: number, content: string, comment: string }} Layer
 */

/**
 * The root file system of the lab's base image as a compressed layer.
 *
 * @param {import('../cache/Cache.mjs').Cache} cache
 * @returns {Promise<Layer>}
 */
export async function rootFileSystem(cache) {
  const { suite } = await debianRelease();
  const recipe = await sources(
    import.meta.url,
    'rootFileSystem.mjs',
    'customize.sh',
  );
  const folder = await cache.folder({
    kind: 'base',
    step: 'Building the base image',
    inputs: [suite, ...recipe],
    build: async work => {
      const layer = await bootstrap(work);
      await writeFile(join(work, 'layer.json'), JSON.stringify(layer));
    },
  });
  const layer = JSON.parse(await readFile(join(folder, 'layer.json'), 'utf8'));
  return {
    ...layer,
    content: join(folder, 'layer.tar.gz'),
    comment: `Debian ${suite} with dnf and rpm`,
  };
}

/** @param {string} work */
async function bootstrap(work) {
  const { mirror, suite } = await debianRelease();
  const bootstrapper = [
    'mmdebstrap',
    '--quiet',
    '--variant=essential',
    '--format=tar',
    `--include=${packages.join(',')}`,
    ...leftOut.map(name => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
    // Nothing is lost if the machine stops: the folder isn't used before it is complete.
    '--dpkgopt=force-unsafe-io',
    '--aptopt=Acquire::Languages "none"',
    `--customize-hook=${fileURLToPath(
      new URL('customize.sh', import.meta.url),
    )} "$1"`,
    suite,
    '-',
    mirror,
  ];
  // In a mount namespace of its own whatever it mounts is gone with it, even if it is killed.
  const [command, ...args] =
    process.getuid?.() === 0
      ? ['unshare', '--mount', ...bootstrapper]
      : bootstrapper;
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: work },
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', text => {
    complaints += text;
  });
  const file = join(work, 'layer.tar.gz');
  const [layer] = await Promise.all([
    compress(child.stdout, file),
    exitOf(child, 'mmdebstrap', () => complaints.slice(-4000)),
  ]);
  return layer;
}

/**
 * Compresses a tar stream into a file and takes the digests of both forms on the way.
 *
 * @param {NodeJS.ReadableStream} tar
 * @param {string} file
 * @returns {Promise<Pick<Layer, 'digest' | 'diffId' | 'size'>>}
 */
export async function compress(tar, file) {
  const raw = createHash('sha256');
  const compressed = createHash('sha256');
  await pipeline(
    tar,
    new PassThrough().on('data', chunk => raw.update(chunk)),
    createGzip({ level: 1 }),
    new PassThrough().on('data', chunk => compressed.update(chunk)),
    createWriteStream(file),
  );
  return {
    digest: `sha256:${compressed.digest('hex')}`,
    diffId: `sha256:${raw.digest('hex')}`,
    size: (await stat(file)).size,
  };
}
