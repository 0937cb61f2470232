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

/** How long unpacking may take to stop after the signal. */
const UNPACK_GRACE_MS = 2_000;

/** A driver's repository in a local folder. */
export interface CheckOut {
  /** Absolute path. */
  directory: string;
  /** The forge's name for this version, usually a commit. */
  version: string;
}

/**
 * Reads a driver's repository into a folder, and retries if its forge is
 * unreachable.
 *
 * @param source - `commit` is the version to read; undefined for the newest one
 * @param folder - a folder of the builder; its lender removes it
 * @param maxBytes - limit for all files together
 * @throws BuildFailedError that names the repository, and the limit if it is
 * too large
 */
export async function checkOut(
  { location, commit }: { location: string; commit?: string },
  folder: string,
  urlReader: UrlReaderService,
  maxBytes: number,
  context: Pick<BuildContext, 'signal' | 'log' | 'retryDelays'>,
): Promise<CheckOut> {
  context.log(`Reading ${location}`);
  return retryTransient('Reading the repository', context, async () => {
    const { directory, version } = await readRepository(
      location,
      join(folder, 'repository'),
      urlReader,
      maxBytes,
      context.signal,
    );
    requireCommit(location, version, commit);
    // A repository's history is not part of the build.
    await rm(join(directory, '.git'), { recursive: true, force: true });
    await requireOwnFiles(directory, location);
    return { directory, version: commit ?? version };
  });
}

/**
 * An address with the commit has no other version. Any other address may have
 * got one since the build was planned.
 */
function requireCommit(
  location: string,
  version: string,
  commit: string | undefined,
): void {
  if (
    commit !== undefined &&
    version !== commit &&
    !location.includes(commit)
  ) {
    throw new BuildFailedError(
      `The repository ${location} changed from ${commit} to ${version} after the build was requested, and its forge cannot be asked for the former. Request the build again.`,
    );
  }
}

/**
 * @remarks Files are counted before they are written, and again afterwards,
 * because the readers of some forges do not ask before they write.
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
    // Removes the files of an interrupted attempt.
    await rm(targetDir, { recursive: true, force: true });
    await mkdir(targetDir);
    const tree = await urlReader.readTree(location, {
      signal: reading,
      // An error thrown here would end the process if the archive is a zip
      // file.
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
    if (BuildFailedError.is(error) || isFullDisk(error)) {
      throw error; // a full disk, whose lender explains it
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
