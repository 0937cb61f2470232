import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

const CONTAINERFILES = ['Containerfile', 'Dockerfile'];

/**
 * The Containerfile of a driver's repository.
 *
 * @returns an absolute path
 * @throws BuildFailedError if there is none
 */
export async function findContainerfile(
  directory: string,
  location: string,
): Promise<string> {
  for (const name of CONTAINERFILES) {
    const path = join(directory, name);
    // If it is a link, it leads to a file of the repository: see
    // requireOwnFiles.
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isFile()) {
      return path;
    }
  }
  throw new BuildFailedError(
    `${location} has neither a Containerfile nor a Dockerfile at its top; add one whose builder stage is \`FROM \${DTK_IMAGE}\`.`,
  );
}
