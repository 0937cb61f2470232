import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildFailedError } from '../../builders/BuildFailedError';
import { isFullDisk } from '../../builders/isFullDisk';
import type { BuildContext } from '../BuildContext';
import { retryTransient } from '../queue/retryTransient';
import { isForgeAway } from './isForgeAway';
import { requireOwnFiles } from './requireOwnFiles';

/** A driver's repository as it is built. */
export interface CheckOut {
  /** Absolute path. */
  directory: string;
  /** What the forge calls this state of it; a commit, mostly. */
  version: string;
}

/**
 * Reads a driver's repository into a folder, again where its forge is away.
 *
 * @param folder - one of the builder's, which is removed by whoever lends it
 * @throws BuildFailedError that names the repository
 */
export async function checkOut(
  location: string,
  folder: string,
  urlReader: UrlReaderService,
  context: Pick<BuildContext, 'signal' | 'log' | 'retryDelays'>,
): Promise<CheckOut> {
  context.log(`Reading ${location}`);
  return retryTransient('Reading the repository', context, async () => {
    const { directory, version } = await readRepository(
      location,
      join(folder, 'source'),
      urlReader,
      context.signal,
    );
    // A repository's own history is no part of the build.
    await rm(join(directory, '.git'), { recursive: true, force: true });
    await requireOwnFiles(directory, location);
    return { directory, version };
  });
}

async function readRepository(
  location: string,
  targetDir: string,
  urlReader: UrlReaderService,
  signal: AbortSignal,
): Promise<CheckOut> {
  try {
    // What an attempt left that broke off.
    await rm(targetDir, { recursive: true, force: true });
    await mkdir(targetDir);
    const tree = await urlReader.readTree(location, { signal });
    return { directory: await tree.dir({ targetDir }), version: tree.etag };
  } catch (error) {
    if (isFullDisk(error)) {
      throw error; // the builder's, which says so
    }
    throw new BuildFailedError(
      `The repository ${location} could not be read: ${toError(error).message}`,
      { transient: isForgeAway(error) },
    );
  }
}
