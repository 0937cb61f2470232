import { statfs } from 'node:fs/promises';
import { toError } from '@backstage/errors';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { isFullDisk } from './isFullDisk';

/**
 * {@link BuildFailedError} because a builder's disk is full; names the folders.
 */
class FullDiskError extends BuildFailedError {}

/** A folder that may fill its disk. */
export interface Place {
  path: string;
  /** For example "podman's storage". */
  what: string;
}

/**
 * Returns an error unchanged or, if a disk is full, with the facts that a
 * person needs to make room: who needed it, and how much is free in which
 * folder now, when the files that filled it may be gone again.
 */
export async function explainFullDisk(
  error: unknown,
  {
    who,
    places,
    cure,
  }: { who: string; places: readonly Place[]; cure: string },
): Promise<unknown> {
  if (error instanceof FullDiskError || !isFullDisk(error)) {
    return error;
  }
  const { message } = toError(error);
  const spaces = (await Promise.all(places.map(describeSpace))).filter(Boolean);
  const details: Partial<BuildFailedError> = BuildFailedError.is(error)
    ? error
    : {};
  return new FullDiskError(
    `${message.replace(/\.$/, '')}. ${who} had no room left${
      spaces.length > 0 ? `: ${spaces.join(', ')}` : ''
    }. ${cure}`,
    { step: details.step, lines: details.lines },
  );
}

async function describeSpace({
  path,
  what,
}: Place): Promise<string | undefined> {
  try {
    const { bavail, blocks, bsize } = await statfs(path);
    return `${formatSize(bavail * bsize)} of ${formatSize(
      blocks * bsize,
    )} are free now in ${path} (${what})`;
  } catch {
    return undefined; // the folder is gone
  }
}

function formatSize(bytes: number): string {
  const mebibytes = bytes / 1024 ** 2;
  return mebibytes < 1024
    ? `${mebibytes.toFixed(1)} MiB`
    : `${(mebibytes / 1024).toFixed(1)} GiB`;
}
