import { NotFoundError } from '@backstage/errors';
import type {
  Maintenance as MaintenanceOfLibrary,
  MaintenanceRun,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { AuditLog } from '../requests/AuditLog';
import { nameOf, type Caller } from '../requests/Caller';
import { libraryName, type Library } from './Library';
import type { Maintainer } from './Maintainer';
import type { MaintenanceRunStore } from './MaintenanceRunStore';

/** The libraries that are kept, and whoever has them kept. */
export class Maintenance {
  readonly #audit: AuditLog;
  readonly #libraries: readonly Library[];
  readonly #maintainer: Maintainer;
  readonly #runs: MaintenanceRunStore;

  constructor(options: {
    audit: AuditLog;
    libraries: readonly Library[];
    maintainer: Maintainer;
    runs: MaintenanceRunStore;
  }) {
    this.#audit = options.audit;
    this.#libraries = options.libraries;
    this.#maintainer = options.maintainer;
    this.#runs = options.runs;
  }

  async list(): Promise<MaintenanceOfLibrary[]> {
    return Promise.all(
      this.#libraries.map(async ({ config }) => {
        const { kernelSource, imageRepository, schedule: _, ...rest } = config;
        const name = libraryName(config);
        return {
          source: kernelSource,
          repository: imageRepository,
          ...rest,
          running: await this.#runs.isRunning(name),
          runs: await this.#runs.list(name),
        };
      }),
    );
  }

  /**
   * Goes over a library now.
   *
   * @throws NotFoundError where it is not maintained; as {@link Maintainer.run}
   */
  async run(
    source: string,
    repository: string,
    caller: Caller,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<MaintenanceRun> {
    const library = this.#library(source, repository);
    const { retention } = library.config;
    return this.#audit.record(
      {
        eventId: 'library-maintain',
        severityLevel: retention && !retention.dryRun ? 'high' : 'medium',
        caller,
        meta: { source, repository },
      },
      () =>
        this.#maintainer.run(library, { requestedBy: nameOf(caller), signal }),
      ({ id, queued, tags }) => ({
        runId: id,
        builds: queued.map(({ buildId }) => buildId),
        deletedTags: tags
          .filter(({ outcome }) => outcome === 'deleted')
          .map(({ tag }) => tag),
      }),
    );
  }

  #library(source: string, repository: string): Library {
    const found = this.#libraries.find(
      ({ config }) =>
        config.kernelSource === source && config.imageRepository === repository,
    );
    if (!found) {
      throw new NotFoundError(
        `The images of '${source}' in '${repository}' are not maintained; add them to driverToolkit.maintain.`,
      );
    }
    return found;
  }
}
