import { mkdir } from 'node:fs/promises';
import { inRepository } from '../paths.mjs';
import { startProcess } from '../processes/startProcess.mjs';
import { UserError } from '../terminal/UserError.mjs';
import { waitForAnswer } from './waitForAnswer.mjs';

const BACKSTAGE_CLI = inRepository(
  'node_modules/@backstage/cli/bin/backstage-cli',
);
const READY_TIMEOUT_MS = 5 * 60_000;
const STOP_GRACE_MS = 20_000;

/**
 * Starts the portal's two halves in development mode and waits until both answer.
 *
 * @remarks
 *
 * They are processes of their own rather than one `repo start`: there the frontend's half ends the common process at
 * the first signal, and the backend loses the time it needs to stop its builds.
 *
 * @param {object} options
 * @param {{ executable: string }} options.node
 * @param {Record<string, string>} options.env from `portalEnvironment`
 * @param {string[]} options.configFiles names in the repository's folder
 * @param {string} options.logName logs go to `.cache/logs/<logName>-backend.log` and `-frontend.log`
 * @param {import('../processes/Teardown.mjs').Teardown} options.teardown stops the portal
 * @param {(half: string, line: string) => void} [options.onLine]
 * @returns {Promise<{ url: string, died: Promise<UserError> }>} `died` resolves if a half ends by itself
 */
export async function startPortal(options) {
  const { env, teardown } = options;
  await mkdir(env.DRIVER_TOOLKIT_DATA, { recursive: true });

  const halves = [
    startHalf('backend', options),
    startHalf('frontend', { ...options, packageFolder: 'app' }),
  ];
  teardown.add(() =>
    Promise.all(halves.map(half => half.stop({ graceMs: STOP_GRACE_MS }))),
  );
  const died = Promise.race(halves.map(half => half.died));

  const failed = new AbortController();
  died.then(error => failed.abort(error));
  const signal = AbortSignal.any([
    failed.signal,
    AbortSignal.timeout(READY_TIMEOUT_MS),
  ]);
  try {
    await Promise.all([
      waitForAnswer(
        `http://127.0.0.1:${env.DRIVER_TOOLKIT_BACKEND_PORT}/.backstage/health/v1/readiness`,
        signal,
      ),
      waitForAnswer(`http://127.0.0.1:${env.DRIVER_TOOLKIT_PORT}/`, signal),
    ]);
  } catch (error) {
    throw error.name === 'TimeoutError'
      ? new UserError(
          `The portal did not answer within ${
            READY_TIMEOUT_MS / 60_000
          } minutes. Its output is in ${halves
            .map(half => half.logPath)
            .join(' and ')}.`,
        )
      : error;
  }
  return { url: `http://localhost:${env.DRIVER_TOOLKIT_PORT}`, died };
}

function startHalf(name, options) {
  const { node, env, configFiles, logName, onLine } = options;
  const logPath = `.cache/logs/${logName}-${name}.log`;
  const started = startProcess(
    node.executable,
    [
      BACKSTAGE_CLI,
      'package',
      'start',
      ...configFiles.flatMap(file => ['--config', inRepository(file)]),
    ],
    {
      cwd: inRepository(`packages/${options.packageFolder ?? name}`),
      env,
      logFile: inRepository(logPath),
      onLine: line => onLine?.(name, line),
    },
  );
  const died = started.exited.then(
    ({ code, signal }) =>
      new UserError(
        `${started
          .tail(40)
          .join('\n')}\nThe portal's ${name} ended by itself (${
          signal ?? `exit code ${code}`
        }). Its whole output is in ${logPath}.`,
      ),
  );
  return { logPath, died, stop: started.stop };
}
