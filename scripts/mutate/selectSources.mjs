import { UserError } from '../terminal/UserError.mjs';
import { areaOf } from './areas.mjs';
import { isSource } from './isSource.mjs';

/**
 * Selects source files by names.
 *
 * @param {string[]} paths all files of the repository
 * @param {{ names: string[], area?: string }} options a name is the end of a file's path, or a folder
 * @returns {string[]} sorted
 */
export function selectSources(paths, { names, area }) {
  const sources = paths.filter(isSource).sort();
  if (area) {
    return sources.filter(source => areaOf(source)?.name === area);
  }
  const chosen = new Set();
  for (const name of names) {
    const matches = sources.filter(source => isNamed(source, name));
    if (matches.length === 0) {
      throw new UserError(`No source file is named '${name}'.`);
    }
    matches.forEach(match => chosen.add(match));
  }
  return [...chosen].sort();
}

/**
 * @param {string} source
 * @param {string} name
 */
function isNamed(source, name) {
  const trimmed = name.replace(/^\.\//, '').replace(/\/+$/, '');
  return (
    `/${source}`.endsWith(`/${trimmed}`) || source.startsWith(`${trimmed}/`)
  );
}
