import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { isError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  buildEntityRef,
  type DriverClaim,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { DriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { requireDriverSource } from './driverSource';
import { describeRefusal, type ImageClaims } from './ImageClaims';
import { requireDriverImage } from './requireDriverImage';

/** Tells of a driver which image it is built into, and what is against that. */
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
   * @param credentials - of whoever asks: what they cannot see in the catalog
   * they are not told of
   * @throws InputError for what is no entity reference; NotFoundError for an
   * unknown entity
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
      throw new NotFoundError(
        `There is no entity ${entityRef} in the catalog.`,
      );
    }
    const refusals: string[] = [];
    const image = attempt(() => requireDriverImage(entity, this.#config));
    const source = attempt(() => requireDriverSource(entity, this.#config));
    const claim =
      image === undefined ? undefined : await this.#claims.find(image);
    const claimed =
      claim &&
      source &&
      describeRefusal(claim, {
        entityRef: stringifyEntityRef(entity),
        sourceRepository: source.repository,
      });
    return {
      entityRef,
      image,
      sourceRepository: source?.repository,
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
