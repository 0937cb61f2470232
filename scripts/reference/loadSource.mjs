import { createRequire } from 'node:module';
import { inRepository } from '../paths.mjs';

const require = createRequire(import.meta.url);
// Compiles TypeScript as it is loaded, like in development.
require('@backstage/cli/config/nodeTransform.cjs');

/**
 * What a source file of the repository exports.
 *
 * @param {string} path
 * @returns {any}
 */
export function loadSource(path) {
  return require(inRepository(path));
}

/**
 * What a dependency of one of the repository's packages exports.
 *
 * @param {string} name
 * @param {string} folder of the package that depends on it
 * @returns {any}
 */
export function loadDependency(name, folder) {
  return createRequire(inRepository(`${folder}/package.json`))(name);
}
