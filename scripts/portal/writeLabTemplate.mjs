import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inRepository } from '../paths.mjs';

/**
 * Writes a copy of the driver container template that publishes repositories to the lab's forge and images to its
 * registry. Everything else is unchanged.
 *
 * @param {string} dataPath the folder of the portal's data
 * @param {{ forge: string, registry: string }} lab
 * @returns {Promise<string>} path of the copy's template.yaml
 */
export async function writeLabTemplate(dataPath, lab) {
  const folder = join(dataPath, 'driver-container');
  await cp(inRepository('templates/driver-container'), folder, {
    recursive: true,
    force: true,
  });
  const file = join(folder, 'template.yaml');
  const template = await readFile(file, 'utf8');
  await writeFile(
    file,
    replaceAll(template, [
      [
        'allowedHosts: [github.com]',
        `allowedHosts: ['${
          new URL(lab.forge).host
        }']\n            allowedOwners: [drivers]`,
      ],
      [
        'ui:placeholder: ghcr.io/my-organisation/drivers',
        `default: ${lab.registry}/drivers`,
      ],
    ]),
  );
  return file;
}

/**
 * @param {string} text
 * @param {[from: string, to: string][]} replacements
 */
function replaceAll(text, replacements) {
  return replacements.reduce((result, [from, to]) => {
    if (!result.includes(from)) {
      throw new Error(
        `The driver container template no longer contains '${from}'`,
      );
    }
    return result.replace(from, to);
  }, text);
}
