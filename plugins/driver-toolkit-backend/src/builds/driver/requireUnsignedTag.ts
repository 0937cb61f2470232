import { toRpmArchitecture } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import {
  retryTransient,
  type RetryOptions,
} from '../../builders/retryTransient';
import type { DriverPlan } from '../../plans/BuildPlan';
import { claimantOf } from '../../plans/claimantOf';
import type { RegistryDirectory } from '../../registries/RegistryDirectory';
import { SIGNER_LABEL } from '../../trust/moduleSigning/signModules';

/**
 * Makes sure that an image with unsigned modules does not replace one with
 * signed modules: nodes that enforce signatures would stop loading them.
 *
 * @throws BuildFailedError that names the configuration key
 */
export async function requireUnsignedTag(
  plan: DriverPlan,
  registries: Pick<RegistryDirectory, 'labelsOf' | 'platformsOf'>,
  context: RetryOptions,
): Promise<void> {
  const { imageReference: reference, architecture } = plan;
  const { signal } = context;
  const signer = await retryTransient(
    'Looking at the tag',
    context,
    async () => {
      const platforms = await registries.platformsOf(reference, signal);
      const own = platforms.find(
        platform => toRpmArchitecture(platform.architecture) === architecture,
      );
      if (!own || own.error !== undefined) {
        return undefined; // a push replaces what nobody can read
      }
      const { digest } = own;
      const labels = await registries.labelsOf({ reference, digest }, signal);
      return labels[SIGNER_LABEL];
    },
  );
  if (signer !== undefined) {
    const { entityRef, sourceRepository } = claimantOf(plan);
    throw new BuildFailedError(
      `Nothing is pushed: the modules of ${reference} are signed (certificate ${signer}), those of this build are not. Add ${entityRef} from ${sourceRepository} to driverToolkit.moduleSigning.drivers, or delete the tag.`,
    );
  }
}
