import { InputError } from '@backstage/errors';
import { Nevra, parseNevra } from './nevra';

/**
 * Reads an RPM's file name, such as
 * `kernel-rt-devel-5.14.0-284.36.1.rt14.321.el9_2.x86_64.rpm`. File names have
 * no epoch, so it is 0.
 *
 * @throws InputError on anything else, including a path.
 * @public
 */
export function parsePackageFileName(file: string): Nevra {
  if (!file.endsWith('.rpm')) {
    throw new InputError(
      `'${file}' is not the file name of an RPM: it does not end in .rpm`,
    );
  }
  return parseNevra(file.slice(0, -'.rpm'.length));
}
