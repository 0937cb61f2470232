import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { freePort } from '../../../lab/process/port.mjs';
import { startProcess } from '../../../scripts/processes/startProcess.mjs';

const TOKEN = 'bench-token-of-a-backend-on-loopback';
const root = resolve(import.meta.dirname, '../../..');

/**
 * Starts a portal's backend in a process of its own and waits until it answers.
 *
 * @param {object} database `backend.database` of its configuration
 * @param {string} folder for its configuration
 * @param {{ world: { mirror: string, registry: string }, teardown: object, clients: number, catalog?: boolean }} options
 * what it reads, connections at most, and whether it has a catalog
 */
export async function startBackend(
  database,
  folder,
  { world, teardown, clients, catalog = false },
) {
  const port = await freePort(0, 'benchmark', 'PORT');
  const schedule = { frequency: 'P7D', timeout: 'PT10M' };
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
          externalAccess: [
            { type: 'static', options: { token: TOKEN, subject: 'bench' } },
          ],
        },
      },
      catalog: { processingInterval: { hours: 24 } },
      driverToolkit: {
        kernelSources: [
          { id: 'bench', type: 'rpm', repositories: [world.mirror], schedule },
        ],
        imageRepositories: [
          {
            id: 'registry',
            image: `${world.registry}/dtk/driver-toolkit`,
            insecure: true,
            schedule,
          },
        ],
        toolkit: { containerfile: join(root, 'Dockerfile') },
      },
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
      env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn' },
      logFile: join(root, '.cache/logs/bench-backend.log'),
    },
  );
  const forget = teardown.add(() => backend.stop());
  const dispatcher = new Agent({
    connections: clients,
    headersTimeout: 900_000,
  });
  const call = async (method, path) => {
    const answer = await request(`http://127.0.0.1:${port}/api${path}`, {
      method,
      dispatcher,
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) {
      throw new Error(
        `${method} ${path} answered ${answer.statusCode}: ${text}`,
      );
    }
    return text;
  };
  const get = async path => JSON.parse(await call('GET', path));
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
    get,
    refresh: source =>
      call('POST', `/driver-toolkit/sources/${source}/refresh`),
    async stop() {
      forget();
      await dispatcher.close();
      await backend.stop();
    },
  };
}
