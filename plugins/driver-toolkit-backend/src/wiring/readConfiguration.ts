import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { isError } from '@backstage/errors';
import {
  InMemoryContentCache,
  readDriverToolkitConfig,
  type BuilderType,
  type DriverToolkitConfig,
  type ImageBuilder,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { WrongConfigurationError } from '../access/WrongConfigurationError';
import { checkModuleKeys } from '../trust/moduleSigning/checkModuleKeys';
import { checkSigningKeys } from '../trust/signing/checkSigningKeys';
import { createBuilders } from './createBuilders';
import { createSources } from './createSources';

/**
 * Reads and checks the configuration, and creates its builders.
 *
 * @throws WrongConfigurationError with one sentence a line, and no secrets
 */
export async function readConfiguration(
  config: Config,
  options: { builderTypes: readonly BuilderType[]; logger: LoggerService },
): Promise<{ config: DriverToolkitConfig; builders: ImageBuilder[] }> {
  const { builderTypes, logger } = options;
  let builders: ImageBuilder[] = [];
  try {
    const read = readDriverToolkitConfig(config, { builderTypes });
    await checkSigningKeys(read);
    await checkModuleKeys(read);
    builders = await createBuilders(read, builderTypes, logger);
    // Nobody uses these sources. They throw if a builder keeps no images, or if
    // the environment's proxies are wrong.
    createSources(read, builders, new InMemoryContentCache());
    return { config: read, builders };
  } catch (error) {
    await Promise.all(builders.map(builder => builder.close()));
    throw isError(error) && error.name === 'InputError'
      ? new WrongConfigurationError(error.message)
      : error;
  }
}
