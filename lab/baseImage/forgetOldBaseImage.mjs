import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../process/run.mjs';

/**
 * Makes builds pull the base image again once it has changed. A tag that podman has in its
 * storage is taken from there, however old it is.
 *
 * @param {object} options
 * @param {string} options.home
 * @param {Record<string, string>} options.env - selects the lab's podman configuration
 * @param {string[]} options.references - every name of the base image
 * @param {string} options.digest - of the image that the registry has now
 */
export async function forgetOldBaseImage({ home, env, references, digest }) {
  const record = join(home, 'base-image', 'digest');
  const known = await readFile(record, 'utf8').catch(() => undefined);
  if (known === digest) {
    return;
  }
  const podman = (...args) =>
    run('podman', args, { env: { ...process.env, ...env } });
  const names = await podman(
    'images',
    '--format={{.Repository}}:{{.Tag}}',
    '--noheading',
  );
  for (const reference of references) {
    if (names.split('\n').includes(reference)) {
      await podman('untag', reference, reference);
    }
  }
  await writeFile(record, digest);
}
