import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { readManifest } from '../packages/listPackages.mjs';
import { inRepository } from '../paths.mjs';

const CREATE_APP = '@backstage/create-app@0.9.2';
const LOCKFILE = inRepository('yarn.lock');
const YARN_SETTINGS = '.yarnrc.yml';

/**
 * Creates a Backstage app with `npx @backstage/create-app`, of the Backstage release that this repository uses.
 *
 * @remarks
 *
 * People update an older template with `backstage-cli versions:bump`, which asks a server on the internet for the
 * versions of a release. Here, the versions come from this repository's lockfile; packages that it lacks get the latest
 * version.
 *
 * @param {import('./Workshop.mjs').Workshop} workshop
 */
export async function createApp({ home, app: folder, registry, run }) {
  const create = [`--package=${CREATE_APP}`, 'backstage-create-app'];
  await run('npx', [...create, '--skip-install', '--path', folder], {
    cwd: home,
    env: { BACKSTAGE_APP_NAME: 'portal' },
  });

  const versions = await readVersions();
  for (const workspace of ['.', 'packages/app', 'packages/backend']) {
    await edit(
      join(folder, workspace, 'package.json'),
      JSON,
      (/** @type {any} */ manifest) => {
        for (const dependencies of [
          manifest.dependencies,
          manifest.devDependencies,
        ]) {
          raise(dependencies ?? {}, versions);
        }
      },
    );
  }
  const { resolutions } = await readManifest('.');
  await edit(
    join(folder, 'package.json'),
    JSON,
    (/** @type {any} */ manifest) => {
      Object.assign(manifest.resolutions, resolutions);
    },
  );
  await edit(
    join(folder, YARN_SETTINGS),
    { parse, stringify },
    (/** @type {any} */ settings) => {
      settings.npmScopes = {
        'driver-toolkit': { npmRegistryServer: registry },
      };
      settings.unsafeHttpWhitelist = ['127.0.0.1'];
      settings.enableScripts = false;
      settings.enableTelemetry = false;
    },
  );
  await copyFile(LOCKFILE, join(folder, 'yarn.lock'));
  await run('yarn', ['install']);
}

/**
 * @param {Record<string, string>} dependencies
 * @param {Map<string, string>} versions
 */
function raise(dependencies, versions) {
  for (const name of Object.keys(dependencies)) {
    if (name.startsWith('@backstage/')) {
      dependencies[name] = versions.get(name) ?? 'latest';
    }
  }
}

/** The highest version of each package in this repository's lockfile, as a range. */
async function readVersions() {
  /** @type {Map<string, string>} */
  const versions = new Map();
  /** @type {Record<string, { resolution?: string, version: string }>} */
  const lockfile = parse(await readFile(LOCKFILE, 'utf8'));
  for (const { resolution = '', version } of Object.values(lockfile)) {
    const name = resolution.slice(0, resolution.lastIndexOf('@'));
    const known = versions.get(name)?.slice(1) ?? '0.0.0';
    if (known.localeCompare(version, 'en', { numeric: true }) < 0) {
      versions.set(name, `^${version}`);
    }
  }
  return versions;
}

/**
 * @param {string} path
 * @param {{ parse: (text: string) => any, stringify: (content: any, replacer: undefined, space: number) => string }} format
 * @param {(content: any) => void} change
 */
async function edit(path, format, change) {
  const content = format.parse(await readFile(path, 'utf8'));
  change(content);
  const text = format.stringify(content, undefined, 2);
  await writeFile(path, `${text.trimEnd()}\n`);
}
