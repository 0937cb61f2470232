import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { inRepository } from '../paths.mjs';
import { publishFiles } from './publishFiles.mjs';
import { readSteps } from './readSteps.mjs';
import { takeSteps } from './takeSteps.mjs';

const SECTION = 'Add it to your Backstage';
const CONFIG = 'app-config.yaml';
/** The files that the README says to copy. */
const COPIED = ['Dockerfile', 'templates/driver-container'];

/**
 * Adds the suite to the app as the README says, with the lab's addresses instead of the README's, and bundles it.
 *
 * @param {import('./Workshop.mjs').Workshop} workshop
 * @param {(text: string) => void} detail
 */
export async function followReadme(workshop, detail) {
  const { app, lab, run } = workshop;
  const files = await publishFiles(workshop, COPIED);
  const readme = await readFile(inRepository('README.md'), 'utf8');
  const steps = readSteps(
    replaceAll(readme, {
      'https://mirror.stream.centos.org': lab.mirror,
      'registry.example.com': lab.registry,
      'quay.io/centos/centos:stream9': lab.baseImage,
      'https://github.com/your-organisation/driver-toolkit/blob/main/': files,
    }),
    SECTION,
  );
  await takeSteps(steps, { folder: app, run });
  await allowLoopback(join(app, CONFIG), lab);
  detail('types');
  await run('yarn', ['tsc']);
  detail('bundle');
  await run('yarn', ['workspace', 'app', 'build']);
}

/**
 * The settings that the README requires for registries and mirrors on this machine, and the integration of the lab's
 * forge.
 *
 * @param {string} path
 * @param {import('../../lab/labState.mjs').LabState} lab
 */
async function allowLoopback(path, lab) {
  const config = parse(await readFile(path, 'utf8'));
  const { imageRepositories, drivers, builders } = config.driverToolkit;
  for (const entry of [...imageRepositories, ...drivers.repositories]) {
    entry.insecure = true;
  }
  builders[0].extraArguments = ['--network=host'];
  config.integrations.gitea = [
    { host: new URL(lab.forge).host, baseUrl: lab.forge },
  ];
  await writeFile(path, stringify(config));
}

/**
 * @param {string} text
 * @param {Record<string, string>} replacements
 */
function replaceAll(text, replacements) {
  return Object.entries(replacements).reduce((result, [from, to]) => {
    if (!result.includes(from)) {
      throw new Error(`The README no longer contains '${from}'.`);
    }
    return result.replaceAll(from, to);
  }, text);
}
