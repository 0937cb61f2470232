import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type {
  DeferredEntity,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { DriverToolkitApi } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { toEntities } from './toEntities';

const NAME = 'driver-toolkit';

/** Milliseconds after which the catalog is told everything again: somebody may have deleted an entity. */
const REPEAT_AFTER = 3_600_000;

/** Keeps the catalog equal to the index. */
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
   * Takes the index over into the catalog. While some source was never read
   * the index is no ground to remove anything, so entities are only added.
   *
   * @throws where the backend does not answer, such as one that a wrong
   * configuration has stopped: the catalog keeps what it has
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
