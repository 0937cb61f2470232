import {
  BuildFailedError,
  normalizeModuleName,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { type ImageModule, moduleNameOf } from '../../modules/readModules';
import type { DriverPlan } from '../../plans/BuildPlan';
import { listSome } from './listSome';

/**
 * Makes sure that an image has each module that the repository's `driver.yaml`
 * names.
 *
 * @throws BuildFailedError that names the missing modules and those in the
 * image
 */
export function requireDriverModules(
  modules: readonly ImageModule[],
  { driver }: Pick<DriverPlan, 'driver'>,
): void {
  const found = new Set(modules.map(moduleNameOf));
  const missing = (driver?.modules ?? [])
    .map(({ name }) => name)
    .filter(name => !found.has(normalizeModuleName(name)));
  if (missing.length > 0) {
    throw new BuildFailedError(
      `driver.yaml names modules that the image does not have: ${listSome(
        missing,
      )}. It has ${listSome([
        ...found,
      ])}. Install every module that kbuild made, also those of sub-directories.`,
    );
  }
}
