import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackages } from '../packages/packPackages.mjs';
import { readTarball } from '../packages/readTarball.mjs';
import { inRepository } from '../paths.mjs';
import { UserError } from '../terminal/UserError.mjs';
import { buildImage } from './buildImage.mjs';
import { createApp } from './createApp.mjs';
import { exportPlugins } from './dynamic/exportPlugins.mjs';
import { loadPlugins } from './dynamic/loadPlugins.mjs';
import { followReadme } from './followReadme.mjs';
import { PackageRegistry } from './PackageRegistry.mjs';
import { runCommandLine } from './runCommandLine.mjs';
import { Workshop } from './Workshop.mjs';

/**
 * @import { StageRun } from '../suite/runStage.mjs'
 * @import { TestContext, World } from '../suite/runSuite.mjs'
 */

const TSC = inRepository('node_modules/typescript/bin/tsc');

/** @typedef {(workshop: Workshop, detail: (text: string) => void) => Promise<void>} Step */

/** @type {Record<string, Step>} */
const STEPS = {
  'A new app': createApp,
  'The README, step by step': followReadme,
  'A toolkit image, built by that app': buildImage,
  'The command line in that app': runCommandLine,
  'Export of the backend packages as dynamic plugins': exportPlugins,
  'A backend with the dynamic plugins': loadPlugins,
};

/**
 * Does what a new user does: takes the packages as published, adds them to a new Backstage app outside this repository
 * as the README says, and builds a toolkit image; then loads the backend packages as dynamic plugins.
 *
 * @param {(title: string, run: StageRun) => Promise<void>} stage
 * @param {TestContext & Pick<World, 'lab' | 'browser'>} context
 */
export async function runAdoption(stage, context) {
  const home = await mkdtemp(join(tmpdir(), 'driver-toolkit-adoption-'));
  context.teardown.add(() => rm(home, { recursive: true, force: true }));
  const workshop = await Workshop.create(home, context);
  /** @type {Record<string, Step>} */
  const steps = {
    'Packages as they are published': async (_, detail) => {
      workshop.lab = await context.lab;
      workshop.browser = await context.browser;
      await publishPackages(workshop, detail);
    },
    ...STEPS,
  };
  let isBroken = false;
  for (const [title, take] of Object.entries(steps)) {
    await stage(title, async detail => {
      if (isBroken) {
        throw new UserError('An earlier step failed.');
      }
      isBroken = true;
      await take(workshop, detail);
      isBroken = false;
      return { passed: 1, failed: 0, skipped: 0 };
    });
  }
}

/**
 * @param {Workshop} workshop
 * @param {(text: string) => void} detail
 */
async function publishPackages(workshop, detail) {
  const { node, env, teardown } = workshop;
  await workshop.runHere(TSC, '--pretty', 'false');
  const packages = await packPackages({
    node,
    env,
    teardown,
    onPackage: detail,
  });
  const registry = await PackageRegistry.start(
    await Promise.all(
      packages.map(async ({ tarball }) => {
        const files = await readTarball(tarball);
        return {
          manifest: JSON.parse(String(files.get('package.json'))),
          tarball,
        };
      }),
    ),
  );
  teardown.add(() => registry.stop());
  workshop.registry = registry.url;
}
