import { NotFoundError } from '@backstage/errors';
import {
  libraryMaintainPermission,
  type Maintenance,
  type MaintenanceRun,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { MaintenanceRunStore } from '../database/libraries/MaintenanceRunStore';
import { libraryName, type Library } from '../libraries/Library';
import type { Maintainer } from '../libraries/Maintainer';
import type { AccessControl } from './AccessControl';
import type { AuditLog } from './AuditLog';
import { nameOf, type Caller } from './Caller';

/** Maintenance of libraries: authorized and audited. */
export class AuthorizedLibraries {
  readonly #access: AccessControl;
  readonly #audit: AuditLog;
  readonly #libraries: readonly Library[];
  readonly #maintainer: Maintainer;
  readonly #runs: MaintenanceRunStore;

  constructor(options: {
    access: AccessControl;
    audit: AuditLog;
    libraries: readonly Library[];
    maintainer: Maintainer;
    runs: MaintenanceRunStore;
  }) {
    this.#access = options.access;
    this.#audit = options.audit;
    this.#libraries = options.libraries;
    this.#maintainer = options.maintainer;
    this.#runs = options.runs;
  }

  async list(): Promise<Maintenance[]> {
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
   * Maintains a library now, because a caller requests it.
   *
   * @throws NotAllowedError; like {@link AuthorizedLibraries.run}
   */
  async runFor(
    caller: Caller,
    source: string,
    repository: string,
  ): Promise<MaintenanceRun> {
    return this.#record(caller, source, repository, async () => {
      await this.#access.require(caller, libraryMaintainPermission);
      return this.#run(source, repository, caller);
    });
  }

  /**
   * Maintains a library now, because its schedule is due.
   *
   * @throws NotFoundError if it is not maintained; like {@link Maintainer.run}
   */
  async run(
    source: string,
    repository: string,
    caller: Caller,
    signal?: AbortSignal,
  ): Promise<MaintenanceRun> {
    return this.#record(caller, source, repository, () =>
      this.#run(source, repository, caller, signal),
    );
  }

  async #record(
    caller: Caller,
    source: string,
    repository: string,
    work: () => Promise<MaintenanceRun>,
  ): Promise<MaintenanceRun> {
    const retention = this.#find(source, repository)?.config.retention;
    return this.#audit.record(
      {
        eventId: 'library-maintain',
        severityLevel: retention && !retention.dryRun ? 'high' : 'medium',
        caller,
        meta: { source, repository },
      },
      work,
      ({ id, queued, tags }) => ({
        runId: id,
        builds: queued.map(({ buildId }) => buildId),
        deletedTags: tags
          .filter(({ outcome }) => outcome === 'deleted')
          .map(({ tag }) => tag),
      }),
    );
  }

  async #run(
    source: string,
    repository: string,
    caller: Caller,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<MaintenanceRun> {
    const library = this.#find(source, repository);
    if (!library) {
      throw new NotFoundError(
        `The images of '${source}' in '${repository}' are not maintained; add them to driverToolkit.maintain.`,
      );
    }
    return this.#maintainer.run(library, {
      requestedBy: nameOf(caller),
      signal,
    });
  }

  #find(source: string, repository: string): Library | undefined {
    return this.#libraries.find(
      ({ config }) =>
        config.kernelSource === source && config.imageRepository === repository,
    );
  }
}
