import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

const START = 'backend.start();';

/**
 * Follows the steps of a document in an app: runs commands, adds code to the backend, and adds configuration.
 *
 * @param {import('./readSteps.mjs').Step[]} steps
 * @param {object} app
 * @param {string} app.folder
 * @param {(command: string, args: string[]) => Promise<unknown>} app.run runs a program in that folder
 * @throws Error on any other step
 */
export async function takeSteps(steps, { folder, run }) {
  for (const { language, file, code } of steps) {
    if (language === 'sh') {
      for (const line of code.trim().split('\n')) {
        const [command, ...args] = line.split(/\s+/);
        await run(command, args);
      }
    } else if (language === 'ts' && file) {
      await change(join(folder, file), source => addFeatures(source, code));
    } else if (language === 'yaml' && file) {
      await change(join(folder, file), config =>
        stringify(merge(parse(config), parse(code))),
      );
    } else {
      throw new Error(`This step is not supported:\n${code}`);
    }
  }
}

/**
 * @param {string} path
 * @param {(content: string) => string} edit
 */
async function change(path, edit) {
  await writeFile(path, edit(await readFile(path, 'utf8')));
}

/**
 * @param {string} source
 * @param {string} code
 */
function addFeatures(source, code) {
  if (!source.includes(START)) {
    throw new Error(`The backend has no '${START}'.`);
  }
  return source.replace(START, `${code}\n${START}`);
}

/**
 * Like in an edited file: lists are extended.
 *
 * @param {any} base
 * @param {any} addition
 * @returns {any}
 */
function merge(base, addition) {
  if (Array.isArray(base) && Array.isArray(addition)) {
    return [...base, ...addition];
  }
  if (!isObject(base) || !isObject(addition)) {
    return addition;
  }
  const merged = { ...base };
  for (const [key, value] of Object.entries(addition)) {
    merged[key] = merge(base[key], value);
  }
  return merged;
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
