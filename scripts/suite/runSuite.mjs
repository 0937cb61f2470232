import { join } from 'node:path';
import { installDependencies } from '../bootstrap/installDependencies.mjs';
import { prepareChromium } from '../bootstrap/prepareChromium.mjs';
import { preparePackages } from '../bootstrap/preparePackages.mjs';
import { prepareTestLab } from './prepareTestLab.mjs';
import { runBrowserTests } from './runBrowserTests.mjs';
import { runChecks } from './runChecks.mjs';
import { runJestTests } from './runJestTests.mjs';
import { runNodeTests } from './runNodeTests.mjs';
import { runStage } from './runStage.mjs';

/**
 * Prepares the machine and runs the stages that were asked for, one after the other; a failed one does not keep the
 * next from running.
 *
 * @remarks
 *
 * The lab's first preparation takes a minute, so it goes on beside the installation and the checks. Tests wait for it:
 * they keep time. What could not be prepared is told by the stages that need it.
 */
export async function runSuite({ parts, node, progress, teardown, tally }) {
  const context = { node, env: { ...node.env, CI: 'true' }, teardown };
  const stage = async (title, run) => {
    if (!teardown.begun) {
      tally.add(await runStage(progress, title, run));
    }
  };

  const world = prepareWorld({ parts, progress, teardown });
  await installDependencies({ node, progress, teardown });

  if (parts.has('unit')) {
    await runChecks(stage, context);
  }
  await Promise.allSettled(Object.values(world));

  if (parts.has('unit')) {
    await stage('Script tests', detail =>
      runNodeTests('scripts', context, detail),
    );
    await stage('Unit tests', detail => runJestTests('unit', context, detail));
  }
  if (parts.has('integration')) {
    await stage('Lab tests', async detail => {
      await world.lab;
      return runNodeTests('lab', context, detail);
    });
    await stage('Integration tests', async detail =>
      runJestTests('integration', inLab(context, await world.lab), detail),
    );
  }
  if (parts.has('e2e')) {
    await stage('Browser tests', async detail => {
      const lab = await world.lab;
      const browser = await world.browser;
      return runBrowserTests({ ...inLab(context, lab), lab, browser }, detail);
    });
  }
}

function prepareWorld({ parts, progress, teardown }) {
  const world = {};
  if (parts.has('integration') || parts.has('e2e')) {
    const packages = preparePackages({ progress });
    world.lab = packages.then(() => prepareTestLab({ progress, teardown }));
    if (parts.has('e2e')) {
      // Two package managers at once would wait for each other's lock.
      world.browser = packages
        .catch(() => {})
        .then(() => prepareChromium({ progress }));
    }
  }
  for (const part of Object.values(world)) {
    part.catch(() => {});
  }
  return world;
}

/** Lets tests find the lab, and what they start use its podman storage. */
function inLab(context, lab) {
  const env = {
    ...context.env,
    ...lab.env,
    DRIVER_TOOLKIT_LAB: join(lab.home, 'lab.json'),
  };
  return { ...context, env };
}
