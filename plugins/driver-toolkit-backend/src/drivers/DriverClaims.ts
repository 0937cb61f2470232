import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { isError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  buildEntityRef,
  type DriverClaim,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { DriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { describeRefusal, type ImageClaims } from './ImageClaims';
import { requireDriverImage } from './requireDriverImage';
import { requireSourceRepository } from './requireSourceRepository';

/** Tells which image a driver is built into, and what prevents it. */
export class DriverClaims {
  readonly #catalog: CatalogService;
  readonly #claims: ImageClaims;
  readonly #config: DriverToolkitConfig;

  constructor(options: {
    catalog: CatalogService;
    claims: ImageClaims;
    config: DriverToolkitConfig;
  }) {
    this.#catalog = options.catalog;
    this.#claims = options.claims;
    this.#config = options.config;
  }

  /**
   * @param credentials - the caller's: entities that the caller cannot see
   * count as unknown
   * @throws InputError if `entityRef` is not an entity reference; NotFoundError
   * for an unknown entity
   */
  async describe(
    driver: string,
    credentials: BackstageCredentials,
  ): Promise<DriverClaim> {
    const entityRef = buildEntityRef({
      type: 'driver',
      source: '',
      kernel: '',
      entityRef: driver,
    });
    const entity = await this.#catalog.getEntityByRef(entityRef, {
      credentials,
    });
    if (!entity) {
      throw new NotFoundError(`The catalog has no entity ${entityRef}.`);
    }
    const refusals: string[] = [];
    const image = attempt(() => requireDriverImage(entity, this.#config));
    const repository = attempt(() =>
      requireSourceRepository(entity, this.#config),
    );
    const sourceRepository = repository?.sourceRepository;
    const claim =
      image === undefined ? undefined : await this.#claims.find(image);
    const claimed =
      claim &&
      sourceRepository !== undefined &&
      describeRefusal(claim, {
        entityRef: stringifyEntityRef(entity),
        sourceRepository,
      });
    return {
      entityRef,
      image,
      sourceRepository,
      claim,
      refusals: claimed ? [...refusals, claimed] : refusals,
    };

    function attempt<T>(work: () => T): T | undefined {
      try {
        return work();
      } catch (error) {
        if (!isError(error) || error.name !== 'InputError') {
          throw error;
        }
        refusals.push(error.message);
        return undefined;
      }
    }
  }
}
