import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { retryTransient } from '../../builders/retryTransient';
import { isFullDisk } from '../../machine/isFullDisk';
import type { BuildContext } from '../worker/BuildContext';
import { CheckoutMeter } from './CheckoutMeter';
import { endWith } from './endWith';
import { isForgeAway } from './isForgeAway';
import { measureFolder } from './measureFolder';
import { requireOwnFiles } from './requireOwnFiles';

/** How long unpacking may take to end by itself once it is to end. */
const UNPACK_GRACE_MS = 2_000;

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
 * @param maxBytes - of all its files
 * @throws BuildFailedError that names the repository, and the limit where it
 * is too large
 */
export async function checkOut(
  location: string,
  folder: string,
  urlReader: UrlReaderService,
  maxBytes: number,
  context: Pick<BuildContext, 'signal' | 'log' | 'retryDelays'>,
): Promise<CheckOut> {
  context.log(`Reading ${location}`);
  return retryTransient('Reading the repository', context, async () => {
    const { directory, version } = await readRepository(
      location,
      join(folder, 'source'),
      urlReader,
      maxBytes,
      context.signal,
    );
    // A repository's own history is no part of the build.
    await rm(join(directory, '.git'), { recursive: true, force: true });
    await requireOwnFiles(directory, location);
    return { directory, version };
  });
}

/**
 * @remarks
 * What is unpacked is counted before it is written, and once more when it is
 * there: a reader of some forges may not ask before it writes.
 */
async function readRepository(
  location: string,
  targetDir: string,
  urlReader: UrlReaderService,
  maxBytes: number,
  signal: AbortSignal,
): Promise<CheckOut> {
  const asked = new CheckoutMeter(location, maxBytes);
  const tooMuch = new AbortController();
  const reading = AbortSignal.any([signal, tooMuch.signal]);
  try {
    // What an attempt left that broke off.
    await rm(targetDir, { recursive: true, force: true });
    await mkdir(targetDir);
    const tree = await urlReader.readTree(location, {
      signal: reading,
      // To throw here would end the process where the archive is a zip file.
      filter: (path, info) => {
        if (!asked.take(path, info?.size ?? 0)) {
          tooMuch.abort();
        }
        return !reading.aborted;
      },
    });
    const directory = await endWith(
      reading,
      UNPACK_GRACE_MS,
      tree.dir({ targetDir }),
    );
    const found = new CheckoutMeter(location, maxBytes);
    await measureFolder(directory, found);
    const refusal = asked.refusal ?? found.refusal;
    if (refusal) {
      throw refusal;
    }
    return { directory, version: tree.etag };
  } catch (error) {
    if (error instanceof BuildFailedError || isFullDisk(error)) {
      throw error; // the latter is the builder's, which says so
    }
    throw (
      asked.refusal ??
      new BuildFailedError(
        `The repository ${location} could not be read: ${
          toError(error).message
        }`,
        { transient: isForgeAway(error) },
      )
    );
  }
}
