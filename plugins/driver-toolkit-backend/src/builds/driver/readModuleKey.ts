import { isError } from '@backstage/errors';
import {
  BuildFailedError,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { DriverPlan } from '../../plans/BuildPlan';
import { claimantOf } from '../../plans/claimantOf';
import { ModuleKey } from '../../trust/moduleSigning/ModuleKey';
import { findModuleKeys } from '../../trust/moduleSigning/ModuleKeyEntry';

/** The parts of a plan that decide how its modules are signed. */
export type ModuleOrigin = Pick<
  DriverPlan,
  'driver' | 'entityRef' | 'location' | 'sourceRepository'
>;

/**
 * The key that signs a build's modules; undefined if they are not signed.
 *
 * @throws BuildFailedError if the key cannot sign, and if there is none although
 * the driver's `driver.yaml` requires one
 */
export async function readModuleKey(
  plan: ModuleOrigin,
  config: DriverToolkitConfig,
  signal: AbortSignal,
): Promise<ModuleKey | undefined> {
  const claimant = claimantOf(plan);
  const [entry] = findModuleKeys(claimant, config);
  if (!entry && plan.driver?.signing === 'required') {
    throw new BuildFailedError(
      `The modules of ${plan.entityRef} must be signed, as its driver.yaml says, but driverToolkit.moduleSigning.drivers gives no key to ${claimant.entityRef} from ${claimant.sourceRepository}.`,
    );
  }
  try {
    return entry && (await ModuleKey.read(entry, signal));
  } catch (error) {
    if (isError(error) && error.name === 'InputError') {
      throw new BuildFailedError(
        `The modules of ${plan.entityRef} must be signed: ${error.message}.`,
      );
    }
    throw error;
  }
}
