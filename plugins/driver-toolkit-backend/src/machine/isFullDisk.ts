import { isError } from '@backstage/errors';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** errno(3), as Node.js has it. */
const CODES = ['ENOSPC', 'EDQUOT'];
/** The same, as programs print it. */
const MESSAGE = /no space left on device|disk quota exceeded/i;

/**
 * Whether something failed for want of room on a disk, by what it is or, of a
 * build, by what it has said.
 */
export function isFullDisk(error: unknown): boolean {
  if (error instanceof BuildFailedError) {
    return [error.message, ...error.lines].some(line => MESSAGE.test(line));
  }
  return isError(error) && CODES.includes(String(error.code));
}
