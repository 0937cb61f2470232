import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { formatConfigIssues } from './formatConfigIssues';
import { keyDistance } from './nearestKey';
import type { BuilderFields } from './schema/builder';
import { driverToolkit } from './schema/driverToolkit';
import type { DriverToolkitConfig } from './types';

const ROOT = 'driverToolkit';
/** Other plugins have keys next to it. */
const MAX_ROOT_DISTANCE = 2;

/**
 * Reads and validates everything under `driverToolkit`, with defaults applied.
 *
 * @remarks
 * An image repository without kernel sources is matched against all.
 *
 * @param options - `builderTypes`: the available builder types, whose keys are
 * checked and get defaults; without them, only the keys of all builders are
 * checked
 * @throws InputError with one sentence per problem, each naming its key;
 * secrets are not quoted.
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

/**
 * Without this check, the portal would start without any configuration, and not
 * say why.
 */
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
