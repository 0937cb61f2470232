import { stripVTControlCharacters } from 'node:util';

/**
 * Whether a line of the portal's output reports an error: a backend log line of that level, or a failed compilation.
 *
 * @param {string} line
 */
export function isErrorLine(line) {
  return /^(?:\S+ \S+ error |ERROR in )/.test(stripVTControlCharacters(line));
}
