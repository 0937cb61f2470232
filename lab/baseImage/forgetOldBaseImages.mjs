import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../process/run.mjs';

/**
 * Makes builds pull a base image again after it has changed: podman takes a tag from its storage,
 * even if it is old.
 *
 * @param {object} options
 * @param {string} options.home
 * @param {Record<string, string>} options.env - selects the lab's podman configuration
 * @param {Record<string, string>} options.images - digests that the registry has now, by every
 * name of the base images
 */
export async function forgetOldBaseImages({ home, env, images }) {
  const record = join(home, 'base-image', 'digests.json');
  const known = JSON.parse(await readFile(record, 'utf8').catch(() => '{}'));
  const changed = Object.keys(images).filter(
    reference => known[reference] !== images[reference],
  );
  if (changed.length === 0) {
    return;
  }
  const podman = (/** @type {string[]} */ ...args) =>
    run('podman', args, { env: { ...process.env, ...env } });
  const names = await podman(
    'images',
    '--format={{.Repository}}:{{.Tag}}',
    '--noheading',
  );
  for (const reference of changed) {
    if (names.split('\n').includes(reference)) {
      await podman('untag', reference, reference);
    }
  }
  await writeFile(record, JSON.stringify(images));
}
