import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inRepository, repositoryPath } from '../paths.mjs';
import { runCommand } from '../processes/runCommand.mjs';
import { UserError } from '../terminal/UserError.mjs';
import { listPackages } from './listPackages.mjs';

/**
 * @import { TestContext } from '../suite/runSuite.mjs'
 * @import { PublishedPackage } from './listPackages.mjs'
 */

const BACKSTAGE_CLI = 'node_modules/@backstage/cli/bin/backstage-cli';
const YARN = inRepository('.yarn/releases/yarn-4.13.0.cjs');
const TARBALLS = inRepository('.cache/packages');

/**
 * Builds and packs the published packages, like `yarn npm publish`. The declarations must be in `dist-types`.
 *
 * @remarks
 *
 * Packing rewrites a `package.json` for a moment, and other packages read it, so they take turns.
 *
 * @param {Pick<TestContext, 'node' | 'env' | 'teardown'> & { onPackage?: (name: string) => void }} options
 * @returns {Promise<Array<PublishedPackage & { tarball: string }>>}
 */
export async function packPackages({
  node,
  env,
  teardown,
  onPackage = () => {},
}) {
  const packages = await listPackages();
  await restoreManifests(packages);
  const forget = teardown.add(() => restoreManifests(packages));
  /** @type {(args: string[], cwd: string) => Promise<void>} */
  const run = async (args, cwd) => {
    const { code, lines } = await runCommand(node.executable, args, {
      cwd,
      env,
      teardown,
    });
    if (code !== 0) {
      throw new UserError(lines.slice(-50).join('\n'));
    }
  };

  await run([BACKSTAGE_CLI, 'repo', 'build'], repositoryPath);
  await rm(TARBALLS, { recursive: true, force: true });
  await mkdir(TARBALLS, { recursive: true });
  /** @type {Array<PublishedPackage & { tarball: string }>} */
  const packed = [];
  for (const entry of packages) {
    const { name } = entry.manifest;
    onPackage(name);
    const tarball = join(
      TARBALLS,
      `${name.replace(/[@/]/g, '-').slice(1)}.tgz`,
    );
    await run([YARN, 'pack', '--out', tarball], inRepository(entry.folder));
    packed.push({ ...entry, tarball });
  }
  forget();
  return packed;
}

/**
 * Restores a `package.json` after interrupted packing.
 *
 * @param {PublishedPackage[]} packages
 */
async function restoreManifests(packages) {
  for (const { folder } of packages) {
    const manifest = inRepository(`${folder}/package.json`);
    if (existsSync(`${manifest}-prepack`)) {
      await rename(`${manifest}-prepack`, manifest);
    }
  }
}
