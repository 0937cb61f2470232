import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { freePort } from '../../lab/process/port.mjs';
import { startProcess } from '../../scripts/processes/startProcess.mjs';

/** @typedef {Awaited<ReturnType<typeof startBackend>>} Backend */

/** The portal's users, each with a token. */
const TOKENS = ['one', 'two', 'three'].map(
  caller => `bench-token-${caller}-of-a-backend-on-loopback`,
);
const root = resolve(import.meta.dirname, '../..');

/**
 * Starts a portal's backend in a separate process and waits until it answers.
 *
 * @param {object} options
 * @param {object} options.database `backend.database` of its configuration
 * @param {string} options.folder for its configuration
 * @param {object} options.driverToolkit `driverToolkit` of its configuration
 * @param {number} [options.clients] maximum number of connections
 * @param {boolean} [options.catalog] whether it has a catalog
 * @param {Record<string, any>} [options.configuration] more sections of its configuration
 * @param {NodeJS.ProcessEnv} [options.env] added to its environment
 * @param {import('../../scripts/processes/Teardown.mjs').Teardown} options.teardown stops it
 */
export async function startBackend({
  database,
  folder,
  driverToolkit,
  teardown,
  clients = 1,
  catalog = false,
  configuration: {
    backend: backendSection,
    catalog: catalogSection,
    ...more
  } = {},
  env = {},
}) {
  const port = await freePort(0, 'benchmark', 'PORT');
  const config = join(folder, 'app-config.json');
  await writeFile(
    config,
    JSON.stringify({
      app: { baseUrl: 'http://localhost:3000' },
      backend: {
        baseUrl: `http://localhost:${port}`,
        listen: { host: '127.0.0.1', port },
        database,
        auth: {
          externalAccess: TOKENS.map((token, i) => ({
            type: 'static',
            options: { token, subject: `bench-${i}` },
          })),
        },
        ...backendSection,
      },
      catalog: { processingInterval: { hours: 24 }, ...catalogSection },
      driverToolkit,
      ...more,
    }),
  );
  const backend = startProcess(
    process.execPath,
    [
      join(import.meta.dirname, 'backend.mjs'),
      '--config',
      config,
      ...(catalog ? ['--catalog'] : []),
    ],
    {
      cwd: root,
      env: {
        ...process.env,
        NODE_ENV: 'production',
        LOG_LEVEL: 'warn',
        ...env,
      },
      logFile: join(root, '.cache/logs/bench-backend.log'),
    },
  );
  const forget = teardown.add(() => backend.stop());
  const dispatcher = new Agent({
    connections: clients,
    headersTimeout: 900_000,
  });
  const url = `http://127.0.0.1:${port}/api`;
  const headersOf = (/** @type {string} */ token) => ({
    authorization: `Bearer ${token}`,
  });
  const headers = headersOf(TOKENS[0]);
  /** @type {(method: 'GET' | 'POST', path: string, body?: object) => Promise<any>} */
  const call = async (method, path, body) => {
    const answer = await request(`${url}${path}`, {
      method,
      dispatcher,
      headers: {
        ...headers,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode < 200 || answer.statusCode > 299) {
      throw new Error(
        `${method} ${path} answered ${answer.statusCode}: ${text}`,
      );
    }
    return JSON.parse(text);
  };
  const get = (/** @type {string} */ path) => call('GET', path);
  for (let i = 0; ; i++) {
    try {
      await get('/driver-toolkit/sources');
      break;
    } catch (error) {
      if (i === 300) {
        throw new Error(backend.tail(40).join('\n'), { cause: error });
      }
      await delay(200);
    }
  }
  return {
    url,
    headers,
    /** Several callers, because the portal lets no caller use all of its connections. */
    callers: TOKENS.map(token => ({ url, headers: headersOf(token) })),
    pid: backend.pid,
    get,
    /** @type {(path: string, body?: object) => Promise<any>} */
    post: (path, body) => call('POST', path, body),
    refresh: (/** @type {string} */ source) =>
      call('POST', `/driver-toolkit/sources/${source}/refresh`),
    async stop() {
      forget();
      await dispatcher.close();
      await backend.stop();
    },
  };
}
