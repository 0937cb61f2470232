import { createRequire } from 'node:module';
import { inRepository } from '../paths.mjs';

const require = createRequire(import.meta.url);
// Compiles TypeScript when it is loaded, like in development.
require('@backstage/cli/config/nodeTransform.cjs');

/**
 * The exports of a source file of the repository.
 *
 * @param {string} path
 * @returns {any}
 */
export function loadSource(path) {
  return require(inRepository(path));
}

/**
 * The exports of a dependency of one of the repository's packages.
 *
 * @param {string} name
 * @param {string} folder of the package that depends on it
 * @returns {any}
 */
export function loadDependency(name, folder) {
  return createRequire(inRepository(`${folder}/package.json`))(name);
}
