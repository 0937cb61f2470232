import { InputError } from '@backstage/errors';
import { compareEvr, parseEvr } from '../kernel';

const COMPARATOR = /^(>=|<=|>|<|=)\s*([^\s,<>=]+)$/;
// Not before a version: a space may separate it from its operator.
const SEPARATOR = /\s*,\s*|\s+(?=[<>=])/;

const ACCEPTS: Record<string, (order: number) => boolean> = {
  '>=': order => order >= 0,
  '<=': order => order <= 0,
  '>': order => order > 0,
  '<': order => order < 0,
  '=': order => order === 0,
};

/**
 * Reads a range of kernels, such as `>= 5.14.0-362.el9, < 6.12`: comparators
 * joined by commas or spaces, all of which a kernel must satisfy.
 *
 * @remarks
 * Versions compare like rpm's: without a release, a comparator concerns the
 * version alone, so that `= 5.14.0` accepts each release of 5.14.0.
 *
 * @returns whether a kernel, as version-release, is in the range
 * @throws InputError if it is not a range.
 * @public
 */
export function parseKernelRange(range: string): (kernel: string) => boolean {
  const comparators = range
    .trim()
    .split(SEPARATOR)
    .map(comparator => {
      const [, operator, version] = COMPARATOR.exec(comparator) ?? [];
      if (operator === undefined) {
        throw new InputError(
          `'${range}' is not a range of kernels; write comparators joined by commas, such as '>= 5.14.0-362.el9, < 6.12'`,
        );
      }
      const { release } = parseEvr(version);
      return { accepts: ACCEPTS[operator], version, hasRelease: !!release };
    });
  return kernel => {
    const [versionAlone] = kernel.split('-', 1);
    return comparators.every(({ accepts, version, hasRelease }) =>
      accepts(compareEvr(hasRelease ? kernel : versionAlone, version)),
    );
  };
}
