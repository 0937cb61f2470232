import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { formatConfigIssues } from './formatConfigIssues';
import { keyDistance } from './nearestKey';
import type { BuilderFields } from './schema/builder';
import { driverToolkit } from './schema/driverToolkit';
import type { DriverToolkitConfig } from './types';

const ROOT = 'driverToolkit';
/** Other plugins have keys beside it. */
const MAX_ROOT_DISTANCE = 2;

/**
 * Reads and validates everything under `driverToolkit`, with defaults applied.
 *
 * @remarks
 * An image repository that names no kernel sources is matched against all.
 *
 * @param options - `builderTypes` are the kinds of builder that there are, whose
 * keys are checked and have their defaults; without them, only what all builders
 * have is
 * @throws InputError with one sentence a problem, each naming its key; secrets
 * are not quoted.
 * @public
 */
export function readDriverToolkitConfig(
  config: Config,
  options: { builderTypes?: readonly BuilderFields[] } = {},
): DriverToolkitConfig {
  const value = config.getOptional(ROOT) ?? {};
  if (!config.has(ROOT)) {
    refuseMisspeltRoot(config.keys());
  }
  const result = driverToolkit(options.builderTypes).safeParse(value);
  if (!result.success) {
    throw new InputError(formatConfigIssues(ROOT, value, result.error.issues));
  }
  const { kernelSources, imageRepositories, ...rest } = result.data;
  const allSources = kernelSources.map(source => source.id);
  return {
    ...rest,
    kernelSources,
    imageRepositories: imageRepositories.map(repository => ({
      ...repository,
      kernelSources: repository.kernelSources ?? allSources,
    })),
  };
}

/** Without it, the portal would start with nothing configured, and not say why. */
function refuseMisspeltRoot(keys: readonly string[]): void {
  const misspelt = keys.find(
    key => keyDistance(key, ROOT) <= MAX_ROOT_DISTANCE,
  );
  if (misspelt !== undefined) {
    throw new InputError(
      `${misspelt} is not a known key; did you mean '${ROOT}'?`,
    );
  }
}
