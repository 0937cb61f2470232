import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const cache = resolve(import.meta.dirname, '../../../.cache/bench');

/** Bundles the reader, so that its process starts as a built backend does. */
export async function buildReader() {
  await mkdir(cache, { recursive: true });
  const outfile = join(cache, 'rpmReader.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'reader.mjs')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    logLevel: 'error',
    plugins: [{ name: 'external', setup: keepPackagesExternal }],
  });
  return outfile;
}

function keepPackagesExternal(setup) {
  setup.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
    kind === 'entry-point' || path.startsWith('@driver-toolkit/')
      ? undefined
      : { path, external: true },
  );
}
