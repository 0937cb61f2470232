import { mkdir } from 'node:fs/promises';
import { inRepository } from '../paths.mjs';
import { startProcess } from '../processes/startProcess.mjs';
import { UserError } from '../terminal/UserError.mjs';
import { waitForAnswer } from './waitForAnswer.mjs';

/** @import { StartedProcess } from '../processes/startProcess.mjs' */

const READY_TIMEOUT_MS = 5 * 60_000;
const STOP_GRACE_MS = 20_000;

/**
 * @typedef {object} PortalOptions
 * @property {{ executable: string }} node
 * @property {NodeJS.ProcessEnv} env from `portalEnvironment`
 * @property {string[]} configFiles names in the repository's folder
 * @property {string} logName logs go to `.cache/logs/<logName>-backend.log` and `-frontend.log`
 * @property {import('../processes/Teardown.mjs').Teardown} teardown stops the portal
 * @property {(half: string, line: string) => void} [onLine]
 */

/**
 * How Backstage's development mode runs frontend and backend.
 *
 * @remarks
 *
 * `backstage-cli repo start` runs both under one process, which ends at the first signal, gives the backend no time to
 * stop its builds, and stays up if the backend crashes. So the backend runs separately, in the same way as under the
 * CLI.
 *
 * @type {Record<string, { cwd: string, args: string[], readyUrl: (env: NodeJS.ProcessEnv) => string }>}
 */
const HALVES = {
  backend: {
    cwd: 'packages/backend',
    args: [
      '--enable-source-maps',
      '--require',
      inRepository('node_modules/@backstage/cli/config/nodeTransform.cjs'),
      'src/index.ts',
    ],
    readyUrl: env =>
      `http://127.0.0.1:${env.DRIVER_TOOLKIT_BACKEND_PORT}/.backstage/health/v1/readiness`,
  },
  frontend: {
    cwd: 'packages/app',
    args: [
      inRepository('node_modules/@backstage/cli/bin/backstage-cli'),
      'package',
      'start',
    ],
    readyUrl: env => `http://127.0.0.1:${env.DRIVER_TOOLKIT_PORT}/`,
  },
};

/**
 * Starts frontend and backend in development mode and waits until both answer.
 *
 * @param {PortalOptions} options
 * @returns {Promise<{ url: string, died: Promise<UserError> }>} `died` resolves if one of them ends by itself
 */
export async function startPortal(options) {
  const { env, teardown } = options;
  await mkdir(String(env.DRIVER_TOOLKIT_DATA), { recursive: true });

  const halves = Object.keys(HALVES).map(name => startHalf(name, options));
  teardown.add(() =>
    Promise.all(halves.map(half => half.stop({ graceMs: STOP_GRACE_MS }))),
  );
  const died = Promise.race(halves.map(half => half.died));

  const failed = new AbortController();
  died.then(error => failed.abort(error));
  const timeout = setTimeout(
    () => failed.abort(timeoutError(halves)),
    READY_TIMEOUT_MS,
  );
  try {
    await Promise.all(
      halves.map(half => waitForAnswer(half.readyUrl, failed.signal)),
    );
  } finally {
    clearTimeout(timeout);
  }
  return { url: `http://localhost:${env.DRIVER_TOOLKIT_PORT}`, died };
}

/**
 * @param {string} name
 * @param {PortalOptions} options
 */
function startHalf(name, { node, env, configFiles, logName, onLine }) {
  const { cwd, args, readyUrl } = HALVES[name];
  const configArgs = configFiles.flatMap(file => [
    '--config',
    inRepository(file),
  ]);
  const logPath = `.cache/logs/${logName}-${name}.log`;
  const { exited, tail, stop } = startProcess(
    node.executable,
    [...args, ...configArgs],
    {
      cwd: inRepository(cwd),
      env,
      logFile: inRepository(logPath),
      onLine: line => onLine?.(name, line),
    },
  );
  const died = exited.then(({ code, signal }) => {
    const how = signal ?? `exit code ${code}`;
    return new UserError(
      `${tail(40).join(
        '\n',
      )}\nThe portal's ${name} ended by itself (${how}). Its complete output is in ${logPath}.`,
    );
  });
  return { died, stop, logPath, readyUrl: readyUrl(env) };
}

/** @param {{ logPath: string }[]} halves */
function timeoutError(halves) {
  const logs = halves.map(half => half.logPath).join(' and ');
  return new UserError(
    `The portal did not answer within ${
      READY_TIMEOUT_MS / 60_000
    } minutes. Its output is in ${logs}.`,
  );
}
