import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { freePort } from '../../lab/process/port.mjs';
import { startPostgres } from '../../scripts/postgres/startPostgres.mjs';
import { startProcess } from '../../scripts/processes/startProcess.mjs';
import { measureClients } from '../clients.mjs';

export const title = 'The index over HTTP: 20,000 kernels and 20,000 images';

const KERNELS = 20_000;
const CLIENTS = 20;
const REQUESTS = 2_000;
/** How long the catalog may take for all entities, and is left alone to see whether any changes. */
const CATALOG_MS = 1_200_000;
const SETTLE_MS = 15_000;
const TOKEN = 'bench-token-of-a-backend-on-loopback';
const root = resolve(import.meta.dirname, '../..');

export async function run({ report, progress, teardown }) {
  const world = await startWorld(teardown);
  const postgres = await startPostgres({ progress, teardown }).catch(error => {
    report.row({ name: 'PostgreSQL', note: `left out: ${error.message}` });
  });
  const databases = {
    SQLite: folder => ({
      client: 'better-sqlite3',
      connection: { directory: folder },
    }),
    ...(postgres && {
      PostgreSQL: () => ({ client: 'pg', connection: postgres }),
    }),
  };
  for (const [name, database] of Object.entries(databases)) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-http-'));
    const remove = () => rm(folder, { recursive: true, force: true });
    const forget = teardown.add(remove);
    await measure(name, database(folder), folder, { world, report, teardown });
    forget();
    await remove();
  }
  const folder = await mkdtemp(join(tmpdir(), 'bench-catalog-'));
  teardown.add(() => rm(folder, { recursive: true, force: true }));
  await measureCatalog(databases.SQLite(folder), folder, {
    world,
    report,
    teardown,
  });
}

async function measure(name, database, folder, { world, report, teardown }) {
  const backend = await startBackend(database, folder, { world, teardown });
  const { call, get } = backend;
  for (const source of ['bench', 'registry']) {
    const started = performance.now();
    await call('POST', `/driver-toolkit/sources/${source}/refresh`);
    report.row({
      name: `${name}: first read of the ${
        source === 'bench' ? 'mirror' : 'registry'
      }, stored`,
      ours: (performance.now() - started) / 1000,
      unit: 's',
    });
  }
  const { totalItems } = await get('/driver-toolkit/kernels?limit=1');
  if (totalItems !== KERNELS) {
    throw new Error(`${totalItems} kernels are indexed, not ${KERNELS}`);
  }
  const paths = {
    'GET /kernels': '/driver-toolkit/kernels',
    'GET /kernels, filtered':
      '/driver-toolkit/kernels?source=bench&imageState=present&q=-1',
    'GET /coverage': '/driver-toolkit/coverage',
  };
  for (const [label, path] of Object.entries(paths)) {
    await measureClients({
      clients: CLIENTS,
      requests: 200,
      send: () => get(path),
    });
    const { p50, p95, perSecond } = await measureClients({
      clients: CLIENTS,
      requests: REQUESTS,
      send: () => get(path),
    });
    report.row({
      name: `${name}: ${label}, p95 of ${CLIENTS} clients`,
      ours: p95,
      unit: 'ms',
      target: '<= 50',
      note: `p50 ${p50.toFixed(0)} ms, ${perSecond.toFixed(0)} requests/s`,
    });
  }
  await backend.stop();
}

/** The catalog follows the index: after an unchanged refresh every entity is as it was. */
async function measureCatalog(database, folder, { world, report, teardown }) {
  const backend = await startBackend(database, folder, {
    world,
    teardown,
    catalog: true,
  });
  const { call, get } = backend;
  const refresh = async () => {
    for (const source of ['bench', 'registry']) {
      await call('POST', `/driver-toolkit/sources/${source}/refresh`);
    }
  };
  await refresh();
  const started = performance.now();
  const count = async () =>
    (await get('/catalog/entities/by-query?filter=kind=resource&limit=0'))
      .totalItems;
  while ((await count()) < KERNELS * 2) {
    if (performance.now() - started > CATALOG_MS) {
      throw new Error(`The catalog has ${await count()} entities only`);
    }
    await delay(2_000);
  }
  report.row({
    name: `The catalog takes ${KERNELS * 2} entities in`,
    ours: (performance.now() - started) / 1000,
    unit: 's',
  });
  const before = await etags(get);
  await refresh();
  await delay(SETTLE_MS);
  const after = await etags(get);
  const changed = [...after].filter(([uid, etag]) => before.get(uid) !== etag);
  report.row({
    name: 'Entities that an unchanged refresh changes',
    ours: changed.length,
    target: '<= 0',
    note: `of ${after.size}`,
  });
  await backend.stop();
}

async function etags(get) {
  const found = new Map();
  let cursor;
  do {
    const page = await get(
      `/catalog/entities/by-query?${
        cursor ? `cursor=${encodeURIComponent(cursor)}` : 'filter=kind=resource'
      }&limit=1000&fields=metadata.uid,metadata.etag`,
    );
    page.items.forEach(({ metadata }) =>
      found.set(metadata.uid, metadata.etag),
    );
    cursor = page.pageInfo.nextCursor;
  } while (cursor);
  return found;
}

async function startWorld(teardown) {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'http', 'world.mjs'), String(KERNELS)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  teardown.add(async () => {
    child.kill();
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return JSON.parse(line);
}

async function startBackend(
  database,
  folder,
  { world, teardown, catalog = false },
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
      join(import.meta.dirname, 'http', 'backend.mjs'),
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
    connections: CLIENTS,
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
    call,
    get,
    async stop() {
      forget();
      await dispatcher.close();
      await backend.stop();
    },
  };
}
