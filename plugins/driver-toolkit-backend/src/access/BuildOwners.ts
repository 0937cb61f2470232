import type { AuthService } from '@backstage/backend-plugin-api';
import {
  parseEntityRef,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/** Milliseconds for which the catalog's answer about an entity is used. */
const GOOD_FOR = 10_000;
/** Most entities in one request to the catalog. */
const BATCH = 200;

interface Owners {
  until: number;
  owners: Promise<readonly string[]>;
}

/**
 * Owners of builds, from the catalog; its answers are cached for a short time.
 */
export class BuildOwners {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #platform: string;
  readonly #known = new Map<string, Owners>();

  /**
   * @param options - `platform` owns the kernels and therefore the toolkit
   * builds
   */
  constructor(options: {
    catalog: CatalogService;
    auth: AuthService;
    platform: string;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#platform = stringifyEntityRef(
      parseEntityRef(options.platform, {
        defaultKind: 'group',
        defaultNamespace: 'default',
      }),
    );
  }

  /** Owner of the toolkit builds. */
  get ofToolkits(): readonly string[] {
    return [this.#platform];
  }

  /**
   * Owners of each entity, in order; none for an entity that is not in the
   * catalog.
   */
  async ofDrivers(
    entityRefs: readonly string[],
  ): Promise<(readonly string[])[]> {
    const now = performance.now();
    const asked = entityRefs.filter(
      ref => !((this.#known.get(ref)?.until ?? 0) > now),
    );
    for (let i = 0; i < asked.length; i += BATCH) {
      const batch = asked.slice(i, i + BATCH);
      const answer = this.#ask(batch);
      batch.forEach((ref, position) => {
        const owners = answer.then(all => all[position]);
        this.#known.set(ref, { until: now + GOOD_FOR, owners });
        owners.catch(() => this.#known.delete(ref));
      });
    }
    return Promise.all(entityRefs.map(ref => this.#known.get(ref)!.owners));
  }

  async #ask(entityRefs: string[]): Promise<(readonly string[])[]> {
    const { items } = await this.#catalog.getEntitiesByRefs(
      { entityRefs, fields: ['kind', 'metadata', 'relations'] },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    return items.map(
      entity =>
        entity?.relations
          ?.filter(({ type }) => type === RELATION_OWNED_BY)
          .map(({ targetRef }) => targetRef) ?? [],
    );
  }
}
