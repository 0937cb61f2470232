import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { formatConfigIssues } from './formatConfigIssues';
import { driverToolkit } from './schema/driverToolkit';
import type { DriverToolkitConfig } from './types';

const ROOT = 'driverToolkit';

/**
 * Reads and validates everything under `driverToolkit`, with defaults applied.
 *
 * @remarks
 * An image repository that names no kernel sources is matched against all.
 *
 * @throws InputError with one sentence a problem, each naming its key; secrets
 * are not quoted.
 * @public
 */
export function readDriverToolkitConfig(config: Config): DriverToolkitConfig {
  const value = config.getOptional(ROOT) ?? {};
  const result = driverToolkit.safeParse(value);
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
