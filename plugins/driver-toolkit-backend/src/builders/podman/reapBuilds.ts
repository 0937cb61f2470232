import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { removeWorkingContainers, type PodmanQuery } from './workingContainers';

const run = promisify(execFile);

/** An entry of `runc list --format json`. */
interface RuntimeContainer {
  id: string;
  bundle: string;
}

/**
 * Clears away what builds of an earlier life left: steps that still run, their
 * runtime state, working containers, and temporary files with their folder.
 *
 * @remarks
 * A step's bundle lies in the `TMPDIR` podman was given, and that folder was
 * one builder's own, so nobody else's container is ever touched.
 */
export async function reapBuilds(
  workDirectory: string,
  query: PodmanQuery,
): Promise<void> {
  const runtime = (
    await query(['info', '--format', '{{.Host.OCIRuntime.Path}}'])
  ).trim();
  const { stdout } = await run(runtime, ['list', '--format', 'json']);
  const containers: RuntimeContainer[] = JSON.parse(stdout) ?? [];
  for (const { id, bundle } of containers) {
    if (bundle.startsWith(join(workDirectory, 'buildah'))) {
      await run(runtime, ['delete', '--force', id]);
    }
  }
  await removeWorkingContainers(workDirectory, query);
  await rm(workDirectory, { recursive: true, force: true });
}
