import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { PodmanQuery } from './Podman';
import { removeReadContainers } from './readImagePath';
import { removeWorkingContainers } from './workingContainers';

const run = promisify(execFile);

const RUNTIME_TIMEOUT_MS = 30_000;

/** An entry of `runc list --format json`. */
interface RuntimeContainer {
  id: string;
  bundle: string;
}

/** The part of `podman info --format json` that is of interest. */
interface PodmanInfo {
  host: { serviceIsRemote?: boolean; ociRuntime: { path: string } };
  store: { graphRoot: string; graphDriverName: string };
}

/**
 * Clears away what builds left whose `TMPDIR` was `folder` or lay in it: steps
 * that still run, their runtime state, and working containers.
 *
 * @remarks
 * A step's bundle lies in that `TMPDIR`, which was one build's own, so nobody
 * else's container is ever touched. Of a podman on another machine neither the
 * runtime nor the storage can be reached: there a step may go on.
 *
 * @returns whether this podman's builds run on another machine
 */
export async function reapBuilds(
  folder: string,
  query: PodmanQuery,
): Promise<{ remote: boolean }> {
  const { host, store }: PodmanInfo = JSON.parse(
    await query(['info', '--format', 'json']),
  );
  if (host.serviceIsRemote) {
    return { remote: true };
  }
  await deleteRuntimeContainers(folder, host.ociRuntime.path);
  await removeWorkingContainers(folder, store, query);
  return { remote: false };
}

/** {@link reapBuilds} for a whole work directory, which goes in any case. */
export async function reapWorkDirectory(
  workDirectory: string,
  query: PodmanQuery,
): Promise<void> {
  try {
    await reapBuilds(workDirectory, query);
    await removeReadContainers(workDirectory, query);
  } finally {
    await rm(workDirectory, { recursive: true, force: true });
  }
}

async function deleteRuntimeContainers(
  folder: string,
  runtime: string,
): Promise<void> {
  const timeout = { timeout: RUNTIME_TIMEOUT_MS };
  const { stdout } = await run(runtime, ['list', '--format', 'json'], timeout);
  const containers: RuntimeContainer[] = JSON.parse(stdout) ?? [];
  for (const { id, bundle } of containers) {
    if (bundle.startsWith(`${folder}/`)) {
      await run(runtime, ['delete', '--force', id], timeout);
    }
  }
}
