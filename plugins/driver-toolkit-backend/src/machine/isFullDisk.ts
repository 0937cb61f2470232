import { isError } from '@backstage/errors';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** errno(3), in Node.js's spelling. */
const CODES = ['ENOSPC', 'EDQUOT'];
/** The same errors in the output of programs. */
const MESSAGE = /no space left on device|disk quota exceeded/i;

/**
 * Whether something failed because a disk is full, by its error code or, for a
 * build, by its output.
 */
export function isFullDisk(error: unknown): boolean {
  if (BuildFailedError.is(error)) {
    return [error.message, ...error.lines].some(line => MESSAGE.test(line));
  }
  return isError(error) && CODES.includes(String(error.code));
}
