import {
  ANNOTATION_LOCATION,
  ANNOTATION_SOURCE_LOCATION,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { DriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { sourceRepositoryOf } from '../plans/sourceRepositoryOf';
import { requireAnnotation } from './requireAnnotation';

/** The repository that a driver is built from. */
export interface SourceRepository {
  /** For Backstage's URL reader. */
  location: string;
  /** `host/owner/repository` */
  sourceRepository: string;
}

/**
 * The repository that a driver is built from: the one that its entity is read
 * from, or one that the configuration allows for every driver.
 *
 * @remarks The portal's token opens repositories that an entity's author may
 * not be allowed to read. The catalog, not the author, writes where an entity
 * was read from. The origin of that location does not count: the author could
 * then read a catalog repository that only points to his own.
 *
 * @throws InputError that names the repository and the allowed ones
 */
export function requireSourceRepository(
  entity: Entity,
  config: DriverToolkitConfig,
): SourceRepository {
  const ref = stringifyEntityRef(entity);
  const registered = requireAnnotation(
    entity,
    ANNOTATION_SOURCE_LOCATION,
    'the repository that it is built from, like `url:…`',
  );
  const address = addressOf(registered);
  if (address === undefined) {
    throw new InputError(
      `${ref} is registered from '${registered}', which is not a repository; to build it, register it from its Git repository.`,
    );
  }
  const sourceRepository = sourceRepositoryOf(address);
  const managed = entity.metadata.annotations?.[ANNOTATION_LOCATION];
  const own = repositoryOf(managed);
  const { sources } = config.drivers;
  if (
    own !== sourceRepository &&
    !sources.some(prefix => isWithin(sourceRepository, prefix))
  ) {
    const differsInCase = own?.toLowerCase() === sourceRepository.toLowerCase();
    throw new InputError(
      `${ref} cannot be built from ${sourceRepository}, because its entity is read from ${
        own ?? 'no repository'
      }${
        differsInCase ? ', which differs in capital letters' : ''
      }. A driver can be built from the repository of its entity, or from a repository within those in driverToolkit.drivers.sources (${
        sources.join(', ') || 'none are'
      }).`,
    );
  }
  return { location: new URL(address).href, sourceRepository };
}

/**
 * Undefined if the entity was read from no address, but from a file of the
 * portal, for example.
 */
function addressOf(location: string): string | undefined {
  return location.startsWith('url:')
    ? location.slice('url:'.length)
    : undefined;
}

function repositoryOf(location: string | undefined): string | undefined {
  const address = addressOf(location ?? '');
  try {
    return address === undefined ? undefined : sourceRepositoryOf(address);
  } catch {
    return undefined;
  }
}

/** @param prefix - an address of `driverToolkit.drivers.sources` */
function isWithin(repository: string, prefix: string): boolean {
  const { host, pathname } = new URL(prefix);
  const path = decodeURIComponent(pathname).replace(/\/$/, '');
  const place = `${host}${path}`.replace(/\.git$/, '');
  return repository === place || repository.startsWith(`${place}/`);
}
