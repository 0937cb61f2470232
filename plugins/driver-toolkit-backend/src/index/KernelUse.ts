import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { stringifyError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { ANNOTATION_KERNEL } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Finds the kernels that the catalog's driver containers are for. */
export class KernelUse {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #logger: LoggerService;

  constructor(options: {
    auth: AuthService;
    catalog: CatalogService;
    logger: LoggerService;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#logger = options.logger;
  }

  /**
   * A predicate for a source's kernels. While the catalog does not answer,
   * every kernel counts as used: nothing is removed on missing knowledge.
   */
  async ofSource(source: string): Promise<(kernel: string) => boolean> {
    try {
      const used = new Set<string>();
      const credentials = await this.#auth.getOwnServiceCredentials();
      const entities = await this.#catalog.getEntities(
        {
          filter: {
            kind: 'Component',
            [`metadata.annotations.${ANNOTATION_KERNEL}`]:
              CATALOG_FILTER_EXISTS,
          },
          fields: ['metadata.annotations'],
        },
        { credentials },
      );
      for (const { metadata } of entities.items) {
        used.add(metadata.annotations?.[ANNOTATION_KERNEL] ?? '');
      }
      return kernel => used.has(`${source}/${kernel}`);
    } catch (error) {
      this.#logger.warn(
        `The catalog did not say which kernels drivers use, so no kernel is removed: ${stringifyError(
          error,
        )}`,
      );
      return () => true;
    }
  }
}
