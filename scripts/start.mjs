// `npm start`: from a fresh clone to the portal in a browser, and back to nothing running on Ctrl-C.
import { installDependencies } from './bootstrap/installDependencies.mjs';
import { MissingPackagesError } from './bootstrap/MissingPackagesError.mjs';
import { prepareLab } from './bootstrap/prepareLab.mjs';
import { prepareNode } from './bootstrap/prepareNode.mjs';
import { preparePackages } from './bootstrap/preparePackages.mjs';
import { inRepository } from './paths.mjs';
import { chooseProfile } from './portal/chooseProfile.mjs';
import { isPortFree } from './portal/freePorts.mjs';
import { isErrorLine } from './portal/isErrorLine.mjs';
import {
  parseStartArguments,
  startUsage,
} from './portal/parseStartArguments.mjs';
import { portalEnvironment } from './portal/portalEnvironment.mjs';
import { portalPorts } from './portal/portalPorts.mjs';
import { startPortal } from './portal/startPortal.mjs';
import { Teardown } from './processes/Teardown.mjs';
import { Progress } from './terminal/Progress.mjs';
import { UserError } from './terminal/UserError.mjs';

const CONFIG_FILES = {
  lab: ['app-config.yaml'],
  centos: ['app-config.yaml', 'app-config.centos.yaml'],
};

const progress = new Progress();
const teardown = new Teardown();

async function start(options) {
  const ports = portalPorts(process.env);
  await requireFreePorts(ports);
  const { profile, reason } = await chooseProfile({
    requested: options.profile,
  });
  progress.print(reason);

  const node = await prepareNode({ progress, teardown });
  const [lab] = await Promise.all([
    prepareWorld(profile),
    installDependencies({ node, progress, teardown }),
  ]);

  const task = progress.start('Starting the portal');
  let ready = false;
  const portal = await startPortal({
    node,
    env: portalEnvironment({
      env: node.env,
      ports,
      dataPath: inRepository(`.cache/portal/${profile}`),
      lab,
    }),
    configFiles: CONFIG_FILES[profile],
    logName: 'portal',
    teardown,
    onLine: (half, line) => {
      if (options.verbose || (ready && isErrorLine(line))) {
        progress.print(`[${half}] ${line}`);
      }
    },
  }).finally(() => {
    ready = true;
  });
  task.done('The portal is up');
  progress.print(welcome(portal.url, profile));
  throw await portal.died;
}

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

async function requireFreePorts(ports) {
  const names = {
    frontend: 'DRIVER_TOOLKIT_PORT',
    backend: 'DRIVER_TOOLKIT_BACKEND_PORT',
  };
  for (const [half, port] of Object.entries(ports)) {
    if (!(await isPortFree(port))) {
      throw new UserError(
        `Port ${port} on 127.0.0.1 is in use, and the portal's ${half} needs it. Stop the program that has it, or choose another port: ${
          names[half]
        }=${port + 1} npm start`,
      );
    }
  }
}

function welcome(url, profile) {
  const first =
    profile === 'lab'
      ? 'Open a kernel that has no image, press Build and watch its log.'
      : 'See which CentOS Stream kernels have a toolkit image, and open one that has none.';
  return `
The portal is at ${url}

  1. ${first}
  2. Then choose Create and make a driver container for that kernel.

Its output is in .cache/logs/portal-backend.log and portal-frontend.log. Ctrl-C stops everything.
`;
}

async function end(exitCode) {
  await teardown.run();
  process.exit(exitCode);
}

teardown.onSignal(() => {
  progress.print('Stopping the portal and everything started for it …');
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
  if (!teardown.begun) {
    progress.print(error instanceof UserError ? error.message : error.stack);
    await end(1);
  }
}
