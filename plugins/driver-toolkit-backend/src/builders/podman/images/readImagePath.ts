import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { lastLine, type Podman } from '../process/Podman';
import type { PodmanStore } from '../storage/PodmanStore';
import { listStored } from './listStored';

/**
 * Names the work directory of the backend that inspects an image in a
 * container.
 */
export const OWNER_LABEL = 'driver-toolkit.work-directory';

/** podman ignores some signals while it copies; killing it loses nothing. */
const READ_GRACE_MS = 1_000;

/**
 * Passes a path of an image to `read` as a tar stream; undefined if the path
 * does not exist.
 *
 * @remarks The container that `podman cp` reads from has a name from the start,
 * so that it can be removed even if its creation was interrupted. Its label
 * names the work directory for {@link removeReadContainers}.
 */
export async function readImagePath<T>(options: {
  podman: Podman;
  workDirectory: string;
  imageId: string;
  path: string;
  read: (tar: Readable) => Promise<T>;
  signal: AbortSignal;
  onProblem: (message: string, error: unknown) => void;
}): Promise<T | undefined> {
  const { podman, path, signal } = options;
  const name = `driver-toolkit-${randomUUID()}`;
  try {
    // The command never runs.
    await podman.query(
      [
        'create',
        '--pull=never',
        // Prevents copies of the image's volumes.
        '--image-volume=ignore',
        '--name',
        name,
        '--label',
        `${OWNER_LABEL}=${options.workDirectory}`,
        options.imageId,
        'true',
      ],
      signal,
    );
    let result: T | undefined;
    const { exitCode, stderr } = await podman.run({
      arguments: ['cp', `${name}:${path}`, '-'],
      signal,
      graceMs: READ_GRACE_MS,
      onOutput: async output => {
        result = await options.read(output);
      },
    });
    if (exitCode === 0) {
      return result;
    }
    if (/could not be found|no such file/i.test(stderr)) {
      return undefined;
    }
    throw new BuildFailedError(
      `podman could not read ${path} from the image: ${lastLine(stderr)}`,
    );
  } finally {
    await podman.query(['rm', '--force', '--ignore', name]).catch(error => {
      options.onProblem(`Container ${name} could not be removed`, error);
    });
  }
}

/** Removes the containers that inspections left in one work directory. */
export async function removeReadContainers(
  workDirectory: string,
  { podman, local }: PodmanStore,
): Promise<void> {
  if (local && (await listStored(local, 'containers')).length === 0) {
    return;
  }
  const output = await podman.query([
    'ps',
    '--all',
    '--quiet',
    '--filter',
    `label=${OWNER_LABEL}=${workDirectory}`,
  ]);
  const ids = output.split('\n').filter(Boolean);
  if (ids.length > 0) {
    await podman.query(['rm', '--force', '--ignore', '--time=0', ...ids]);
  }
}
