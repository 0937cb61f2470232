import { access, constants, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { canInstallPackages } from '../../lab/packages.mjs';
import { MissingPackagesError } from '../bootstrap/MissingPackagesError.mjs';
import { installWithProgress } from '../bootstrap/preparePackages.mjs';
import { PostgresCluster } from './PostgresCluster.mjs';

/**
 * @import { Surroundings } from '../bootstrap/prepareNode.mjs'
 * @import { Progress } from '../terminal/Progress.mjs'
 */

/** Folders of the programs on Debian, for each version, and on Fedora. */
const DEBIAN_VERSIONS = '/usr/lib/postgresql';
const OTHER_FOLDERS = ['/usr/bin', '/usr/local/bin', '/usr/pgsql/bin'];

/**
 * Starts a PostgreSQL server on a free port of the loopback address, with a new, empty cluster. If the package is
 * missing, root installs it on Debian and Fedora.
 *
 * @param {Surroundings} surroundings `teardown` stops it and removes the cluster
 * @returns {Promise<string>} the connection string of its superuser
 * @throws MissingPackagesError if root must install it
 */
export async function startPostgres({ progress, teardown }) {
  return (await startCluster({ progress, teardown })).url;
}

/**
 * {@link startPostgres} for callers that also stop and start it.
 *
 * @param {Surroundings} surroundings
 */
export async function startCluster({ progress, teardown }) {
  const programs = await preparePrograms(progress);
  const cluster = await PostgresCluster.create({ programs, teardown });
  await cluster.start();
  return cluster;
}

/** @param {Progress} progress */
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
