import { randomBytes } from 'node:crypto';
import {
  access,
  chown,
  constants,
  mkdtemp,
  readdir,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { canInstallPackages } from '../../lab/packages.mjs';
import { freePort } from '../../lab/process/port.mjs';
import { run } from '../../lab/process/run.mjs';
import { MissingPackagesError } from '../bootstrap/MissingPackagesError.mjs';
import { installWithProgress } from '../bootstrap/preparePackages.mjs';
import { startProcess } from '../processes/startProcess.mjs';
import { UserError } from '../terminal/UserError.mjs';
import { postgresUser } from './postgresUser.mjs';

/** Where Debian keeps the programs of each version, and where Fedora does. */
const DEBIAN_VERSIONS = '/usr/lib/postgresql';
const OTHER_FOLDERS = ['/usr/bin', '/usr/local/bin', '/usr/pgsql/bin'];
const START_MS = 30_000;
const POLL_MS = 100;

/**
 * A PostgreSQL server of its own on a free port of the loopback address, with a new, empty cluster. As root on Debian
 * or Fedora the package is installed when it is missing.
 *
 * @param {{ progress: import('../terminal/Progress.mjs').Progress, teardown: import('../processes/Teardown.mjs').Teardown }} options
 * `teardown` stops it and removes the cluster
 * @returns {Promise<string>} the connection string of its superuser
 * @throws MissingPackagesError if somebody with more rights has to install it
 */
export async function startPostgres({ progress, teardown }) {
  const programs = await preparePrograms(progress);
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  const forget = teardown.add(() =>
    rm(folder, { recursive: true, force: true }),
  );
  const owner = await postgresUser();
  const data = join(folder, 'data');
  const password = randomBytes(12).toString('hex');
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (owner) {
    await chown(folder, owner.uid, owner.gid);
    await chown(passwordFile, owner.uid, owner.gid);
  }
  await run(
    join(programs, 'initdb'),
    [
      `--pgdata=${data}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ],
    owner,
  );

  const port = await freePort(0, 'PostgreSQL', 'PORT');
  const server = startProcess(
    join(programs, 'postgres'),
    [
      ...['-D', data, '-p', String(port)],
      ...['-c', 'listen_addresses=127.0.0.1'],
      ...['-c', 'unix_socket_directories='],
      ...['-c', 'max_connections=300'],
      // The cluster is thrown away: nothing of it needs to survive a crash.
      ...['-c', 'fsync=off', '-c', 'synchronous_commit=off'],
    ],
    owner,
  );
  forget();
  teardown.add(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  await waitUntilReady(join(programs, 'pg_isready'), port, server);
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
}

async function preparePrograms(progress) {
  const found = await findPrograms();
  if (found) {
    return found;
  }
  if (await canInstallPackages()) {
    await installWithProgress(['postgresql'], progress);
    const installed = await findPrograms();
    if (installed) {
      return installed;
    }
  }
  throw new MissingPackagesError(
    ['postgresql'],
    'sudo apt-get install postgresql (Debian) or sudo dnf install postgresql-server (Fedora)',
  );
}

/** The newest version's. */
async function findPrograms() {
  const versions = await readdir(DEBIAN_VERSIONS).catch(() => []);
  const folders = versions
    .sort((a, b) => Number(b) - Number(a))
    .map(version => join(DEBIAN_VERSIONS, version, 'bin'));
  for (const folder of [...folders, ...OTHER_FOLDERS]) {
    try {
      await access(join(folder, 'initdb'), constants.X_OK);
      await access(join(folder, 'postgres'), constants.X_OK);
      return folder;
    } catch {
      continue;
    }
  }
  return undefined;
}

async function waitUntilReady(isReady, port, server) {
  const deadline = Date.now() + START_MS;
  let ended = false;
  server.exited.then(() => {
    ended = true;
  });
  while (!ended && Date.now() < deadline) {
    try {
      await run(isReady, ['--host=127.0.0.1', `--port=${port}`, '--quiet']);
      return;
    } catch {
      await delay(POLL_MS);
    }
  }
  throw new UserError(
    `PostgreSQL did not start: ${
      server.tail(20).join('\n') || 'it said nothing'
    }`,
  );
}
