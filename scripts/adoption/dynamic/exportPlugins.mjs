import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { listPackages } from '../../packages/listPackages.mjs';
import { inRepository } from '../../paths.mjs';
import { readSteps } from '../readSteps.mjs';
import { takeSteps } from '../takeSteps.mjs';

const DOCUMENT = 'docs/dynamic-plugins.md';
const EXPORT = 'dist-dynamic';

/** The folder in which the app looks for dynamic plugins. */
export const PLUGINS_FOLDER = 'dynamic-plugins';

/**
 * Exports the backend packages as the docs describe, into the folder in which the app looks for
 * them.
 *
 * @param {import('../Workshop.mjs').Workshop} workshop
 * @param {(text: string) => void} detail
 */
export async function exportPlugins(workshop, detail) {
  const document = await readFile(inRepository(DOCUMENT), 'utf8');
  const steps = readSteps(document, 'Export');
  const target = join(workshop.app, PLUGINS_FOLDER);
  await mkdir(target);
  for (const { folder, manifest } of await listPackages()) {
    if (!manifest.backstage.role.startsWith('backend-plugin')) {
      continue;
    }
    detail(manifest.name);
    const cwd = inRepository(folder);
    const exported = join(cwd, EXPORT);
    const forget = workshop.teardown.add(() => remove(exported));
    await takeSteps(steps, {
      folder: cwd,
      run: (command, args) => workshop.run(command, args, { cwd }),
    });
    await cp(exported, join(target, basename(folder)), { recursive: true });
    await remove(exported);
    forget();
  }
}

/** @param {string} folder */
function remove(folder) {
  return rm(folder, { recursive: true, force: true });
}
