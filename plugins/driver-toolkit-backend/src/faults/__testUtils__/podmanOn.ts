import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabState } from '../../__testUtils__/lab';

/**
 * Makes podman keep its images, containers and temporary files in an empty
 * folder.
 *
 * @returns the environment variables to run podman with
 */
export async function podmanOn(
  folder: string,
  { env }: LabState,
): Promise<NodeJS.ProcessEnv> {
  const path = (name: string) => join(folder, name);
  await mkdir(path('tmp'));
  await writeFile(
    path('storage.conf'),
    [
      '[storage]',
      'driver = "overlay"',
      `graphroot = ${JSON.stringify(path('storage'))}`,
      `runroot = ${JSON.stringify(path('run'))}`,
      '',
    ].join('\n'),
  );
  const engine = await readFile(env.CONTAINERS_CONF, 'utf8');
  await writeFile(
    path('containers.conf'),
    engine.replace(
      /^tmp_dir = .*$/m,
      `tmp_dir = ${JSON.stringify(path('engine'))}`,
    ),
  );
  return {
    CONTAINERS_CONF: path('containers.conf'),
    CONTAINERS_STORAGE_CONF: path('storage.conf'),
    TMPDIR: path('tmp'),
  };
}
