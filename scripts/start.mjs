// `npm start`: from a fresh clone to the portal in a browser. Ctrl-C stops everything.
import { MissingPackagesError } from './bootstrap/MissingPackagesError.mjs';
import { installDependencies } from './bootstrap/installDependencies.mjs';
import { prepareLab } from './bootstrap/prepareLab.mjs';
import { prepareNode } from './bootstrap/prepareNode.mjs';
import { preparePackages } from './bootstrap/preparePackages.mjs';
import { inRepository } from './paths.mjs';
import { chooseProfile } from './portal/chooseProfile.mjs';
import { configFiles } from './portal/configFiles.mjs';
import { isErrorLine } from './portal/isErrorLine.mjs';
import {
  parseStartArguments,
  startUsage,
} from './portal/parseStartArguments.mjs';
import { portalEnvironment } from './portal/portalEnvironment.mjs';
import { portalPorts } from './portal/portalPorts.mjs';
import { requireFreePorts } from './portal/requireFreePorts.mjs';
import { startPortal } from './portal/startPortal.mjs';
import { writeLabTemplate } from './portal/writeLabTemplate.mjs';
import { welcome } from './portal/welcome.mjs';
import { Teardown } from './processes/Teardown.mjs';
import { Progress } from './terminal/Progress.mjs';
import { UserError } from './terminal/UserError.mjs';

/**
 * @import { Profile } from './portal/chooseProfile.mjs'
 * @import { StartOptions } from './portal/parseStartArguments.mjs'
 */

const progress = new Progress();
const teardown = new Teardown();

/**
 * Runs until the portal dies or a signal ends the program.
 *
 * @param {StartOptions} options
 */
async function start(options) {
  const ports = portalPorts(process.env);
  await requireFreePorts(ports);
  const choice = await chooseProfile({ requested: options.profile });
  const { profile } = choice;
  progress.print(choice.reason);

  const node = await prepareNode({ progress, teardown });
  const [lab] = await Promise.all([
    prepareWorld(profile),
    installDependencies({ node, progress, teardown }),
  ]);

  const dataPath = inRepository(`.cache/portal/${profile}`);
  const task = progress.start('Starting the portal');
  const portal = await startPortal({
    node,
    env: portalEnvironment({
      env: node.env,
      ports,
      dataPath,
      lab,
      template: lab && (await writeLabTemplate(dataPath, lab)),
    }),
    configFiles: configFiles(profile),
    logName: 'portal',
    teardown,
    onLine: (half, line) => {
      if (options.verbose || isErrorLine(line)) {
        progress.print(`[${half}] ${line}`);
      }
    },
  });
  task.done('The portal is up');
  progress.print(welcome(portal.url, profile));
  throw await portal.died;
}

/**
 * @param {Profile} profile
 * @returns the lab's state, if the profile has a lab and this machine supports it
 */
async function prepareWorld(profile) {
  try {
    await preparePackages({ progress });
  } catch (error) {
    if (!(error instanceof MissingPackagesError)) {
      throw error;
    }
    progress.print(error.message);
    progress.print(
      'The portal starts without them; its builders page says what is missing.',
    );
    return undefined;
  }
  return profile === 'lab' ? prepareLab({ progress, teardown }) : undefined;
}

/** @param {number} exitCode */
async function end(exitCode) {
  await teardown.finish();
  process.exit(exitCode);
}

teardown.onEnd(() => {
  progress.conclude('Stopping the portal and everything started for it …');
  end(0);
});

try {
  const options = parseStartArguments(process.argv.slice(2));
  if (options.help) {
    progress.print(startUsage);
  } else {
    await start(options);
  }
} catch (error) {
  // While a signal ends the program, what it broke off is no error.
  if (!teardown.begun) {
    progress.print(error instanceof UserError ? error.message : error.stack);
    await end(1);
  }
}
