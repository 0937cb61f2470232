import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BuilderInspection } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { PodmanQuery } from './process/Podman';

/** Below this, a toolkit build is likely to run out of space. */
const LOW_SPACE_BYTES = 5 * 1024 ** 3;

/** The part that we need of `podman info --format json`. */
interface PodmanInfo {
  host: { serviceIsRemote?: boolean; ociRuntime?: { name?: string } };
  store: { graphRoot: string; graphRootAllocated?: number };
  version?: { Version?: string };
}

/**
 * Asks podman for its state; returns errors as sentences in `problems`.
 *
 * @param options - `connection` if podman is on another machine; `storage` is
 * the images' folder, if not beside podman's default storage
 */
export async function inspectPodman(
  query: PodmanQuery,
  options: { connection?: string; storage?: string } = {},
): Promise<BuilderInspection> {
  const { connection } = options;
  let info: PodmanInfo;
  try {
    info = JSON.parse(await query(['info', '--format', 'json']));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const problems = [message];
    if (connection !== undefined) {
      problems.push(
        `As the user that the backend runs as, \`podman --connection ${connection} info\` tries the connection, and \`podman system connection list\` lists all connections.`,
      );
    }
    return { reachable: false, problems };
  }
  const problems: string[] = [];
  if (!info.host.ociRuntime?.name) {
    problems.push(
      'podman found no OCI runtime. Install one with `apt-get install runc` (Debian, Ubuntu) or `dnf install crun` (Fedora, CentOS, RHEL).',
    );
  }
  if (info.host.serviceIsRemote) {
    problems.push(
      'This builder is on another machine: cancelling a build may leave its running step there until that ends by itself.',
    );
  }
  const storage = options.storage ?? dirname(info.store.graphRoot);
  const freeBytes = info.host.serviceIsRemote
    ? undefined
    : await freeSpace(storage);
  if (freeBytes !== undefined && freeBytes < LOW_SPACE_BYTES) {
    problems.push(
      `Only ${(freeBytes / 1024 ** 3).toFixed(
        1,
      )} GiB are free in ${storage}; a toolkit image may need more. Give it a larger disk, or lower this builder's \`storage.maxBytes\`.`,
    );
  }
  return {
    reachable: true,
    version: info.version?.Version,
    freeBytes,
    problems,
  };
}

async function freeSpace(directory: string): Promise<number | undefined> {
  try {
    const stats = await statfs(directory);
    return stats.bavail * stats.bsize;
  } catch {
    // podman creates the folder with the first image.
    return directory === dirname(directory)
      ? undefined
      : freeSpace(dirname(directory));
  }
}
