import { InputError } from '@backstage/errors';
import type {
  DriverRepositoryConfig,
  DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/**
 * Finds the configured place a driver's image lies under. An entity's
 * annotation is anybody's word, so nothing else is ever pushed to.
 *
 * @throws InputError that says where driver images may go
 */
export function requireDriverRepository(
  image: string,
  config: DriverToolkitConfig,
): DriverRepositoryConfig {
  const { repositories } = config.drivers;
  const found = repositories.find(({ prefix }) =>
    image.startsWith(`${prefix}/`),
  );
  if (!found) {
    throw new InputError(
      `${image} is no place driver images may be pushed to; allowed are ${
        repositories.map(({ prefix }) => prefix).join(', ') || 'none'
      } (driverToolkit.drivers.repositories).`,
    );
  }
  return found;
}
