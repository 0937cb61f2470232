import { InputError } from '@backstage/errors';
import {
  findExclusion,
  type ParsedDriverFile,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/**
 * Makes sure that a driver supports a kernel.
 *
 * @throws InputError that names the line of `driver.yaml` that excludes it
 */
export function requireSupportedKernel(
  entityRef: string,
  { driver, placeOf }: ParsedDriverFile,
  asked: Required<Parameters<typeof findExclusion>[1]>,
): void {
  const excluded = findExclusion(driver.kernels, asked);
  if (excluded) {
    const { key, what, only } = excluded;
    const place = placeOf('kernels', key);
    throw new InputError(
      `${entityRef} does not support ${what}: it supports ${only} only (kernels.${key}, ${place}).`,
    );
  }
}
