import { statfs } from 'node:fs/promises';
import { toError } from '@backstage/errors';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { isFullDisk } from './isFullDisk';

/** {@link BuildFailedError} for want of room on a builder; says where. */
class FullDiskError extends BuildFailedError {}

/** A folder that fills. */
export interface Place {
  path: string;
  /** As in "podman's storage". */
  what: string;
}

/**
 * An error as it is or, for want of room on a disk, with what a person needs to
 * make some: who needed it, and how much is free where by now, when what had
 * filled it may be cleared away again.
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
  const details: Partial<BuildFailedError> =
    error instanceof BuildFailedError ? error : {};
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
    return undefined; // it is gone, and says nothing
  }
}

function formatSize(bytes: number): string {
  const mebibytes = bytes / 1024 ** 2;
  return mebibytes < 1024
    ? `${mebibytes.toFixed(1)} MiB`
    : `${(mebibytes / 1024).toFixed(1)} GiB`;
}
