import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');

/**
 * Loads one of the product's TypeScript modules, together with the workspace
 * modules that it imports; npm packages are imported as installed.
 *
 * @param {string} path - from the top of the repository
 * @returns {Promise<Record<string, any>>} its exports
 */
export async function loadSource(path) {
  const outfile = await bundleSource(path);
  return createRequire(pathToFileURL(outfile))(outfile);
}

/**
 * Bundles such a module to CommonJS, like the build of a backend.
 *
 * @param {string} path - from the top of the repository
 * @returns {Promise<string>} the file, for a separate process
 */
export async function bundleSource(path) {
  const folder = join(root, '.cache', 'bench');
  await mkdir(folder, { recursive: true });
  const name = createHash('sha256').update(path).digest('hex').slice(0, 12);
  const outfile = join(folder, `${name}.cjs`);
  await build({
    entryPoints: [join(root, path)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    logLevel: 'error',
    // Workspace packages are TypeScript: they are part of the bundle.
    plugins: [{ name: 'external', setup: keepPackagesExternal }],
  });
  return outfile;
}

/** @param {import('esbuild').PluginBuild} setup */
function keepPackagesExternal(setup) {
  setup.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
    kind === 'entry-point' || path.startsWith('@driver-toolkit/')
      ? undefined
      : { path, external: true },
  );
}
