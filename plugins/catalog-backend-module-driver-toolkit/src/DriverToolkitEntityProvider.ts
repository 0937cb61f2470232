import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type {
  DeferredEntity,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { DriverToolkitApi } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { toEntities } from './toEntities';

const NAME = 'driver-toolkit';

/**
 * Milliseconds after which the catalog gets all entities again, because one may
 * have been deleted.
 */
const REPEAT_AFTER = 3_600_000;

/** Keeps the catalog in sync with the index. */
export class DriverToolkitEntityProvider implements EntityProvider {
  readonly #api: DriverToolkitApi;
  readonly #auth: AuthService;
  readonly #logger: LoggerService;
  readonly #owner: () => string;
  #connection?: EntityProviderConnection;
  /** The snapshot that the catalog has taken over, and when. */
  #applied?: { tag?: string; at: number };

  constructor(options: {
    api: DriverToolkitApi;
    auth: AuthService;
    logger: LoggerService;
    /** Owner of the entities. */
    owner: () => string;
  }) {
    this.#api = options.api;
    this.#auth = options.auth;
    this.#logger = options.logger;
    this.#owner = options.owner;
  }

  getProviderName(): string {
    return NAME;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
  }

  /**
   * Copies the index into the catalog. Until every source was read once, the
   * index is incomplete, so entities are only added.
   *
   * @throws if the backend does not answer, for example because a wrong
   * configuration stopped it: the catalog keeps its entities
   */
  async refresh(signal?: AbortSignal): Promise<void> {
    if (!this.#connection) {
      return;
    }
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'driver-toolkit',
    });
    const changed = await this.#api.getChangedSnapshot(this.#tag(), {
      token,
      signal,
    });
    if (!changed) {
      this.#logger.debug('The catalog is as the index is');
      return;
    }
    const { snapshot, tag } = changed;
    const entities = toEntities(snapshot, this.#owner()).map(
      (entity): DeferredEntity => ({ entity, locationKey: NAME }),
    );
    await this.#connection.applyMutation(
      snapshot.complete
        ? { type: 'full', entities }
        : { type: 'delta', added: entities, removed: [] },
    );
    this.#applied = { tag, at: Date.now() };
    this.#logger.debug(`The catalog has ${entities.length} entities`);
  }

  #tag(): string | undefined {
    return this.#applied && Date.now() - this.#applied.at < REPEAT_AFTER
      ? this.#applied.tag
      : undefined;
  }
}
