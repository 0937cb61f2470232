import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * Reads source files as inputs of a cache key, so that an edited recipe gives a new entry.
 *
 * @param {string} base - the caller's `import.meta.url`
 * @param {...string} names
 * @returns {Promise<string[]>}
 */
export async function sources(base, ...names) {
  return Promise.all(
    names.map(name => readFile(fileURLToPath(new URL(name, base)), 'utf8')),
  );
}
