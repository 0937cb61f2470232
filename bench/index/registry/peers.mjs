import { execFile } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Milliseconds for each tag of a program that is started for one tag after
 * another; undefined if it is not installed.
 *
 * @param {string[]} tags
 * @param {string} program
 * @param {(tag: string) => string[]} toArguments
 */
export async function measureEach(tags, program, toArguments) {
  const started = performance.now();
  for (const tag of tags) {
    try {
      await run(program, toArguments(tag));
    } catch (error) {
      if (error.code === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }
  return (performance.now() - started) / tags.length;
}

/**
 * An evenly spaced selection of tags.
 *
 * @param {string[]} tags
 * @param {number} size
 */
export function sample(tags, size) {
  const step = tags.length / size;
  return Array.from({ length: size }, (_, i) => tags[Math.floor(i * step)]);
}
