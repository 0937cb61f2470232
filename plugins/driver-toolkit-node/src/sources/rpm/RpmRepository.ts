import type { HttpClient } from '../../http/HttpClient';
import {
  DEFAULT_RETRY_POLICY,
  withRetries,
  type RetryPolicy,
} from '../../http/withRetries';
import type { TimeLimits } from './mirrors/Reader';
import { readMirrorList } from './mirrors/readMirrorList';
import { readMirrors, type PackageList } from './mirrors/readMirrors';
import type { RepositoryLocation } from './mirrors/RepositoryLocation';
import type { RpmPackage } from './RpmPackage';

const TIME_LIMITS: TimeLimits = { repomd: 60_000, primary: 300_000 };

/** How a repository is read; tests are less patient. */
export interface RpmRepositoryOptions {
  retryPolicy?: RetryPolicy;
  timeLimits?: TimeLimits;
}

/** What a repository has. */
export interface RpmReading {
  packages: RpmPackage[];
  /** Mirrors that were passed over, and what is not taken of the list, and why. */
  warnings: string[];
}

/** One dnf repository of one architecture. */
export class RpmRepository {
  #last: PackageList | undefined;

  readonly #location: RepositoryLocation;
  readonly #options: RpmRepositoryOptions;

  constructor(
    location: RepositoryLocation,
    options: RpmRepositoryOptions = {},
  ) {
    this.#location = location;
    this.#options = options;
  }

  /**
   * The kernel's packages in it.
   *
   * @throws NotFoundError where the server says that there is no repository;
   * other errors where it could not be read or believed.
   */
  async read(http: HttpClient, signal: AbortSignal): Promise<RpmReading> {
    const {
      retryPolicy: policy = { ...DEFAULT_RETRY_POLICY, attempts: 3 },
      timeLimits = TIME_LIMITS,
    } = this.#options;
    return await withRetries(
      async () => {
        const list = await readMirrorList(this.#location, http, signal);
        const reader = { http, signal, timeLimits };
        const { value, failures } = await readMirrors(list, reader, this.#last);
        this.#last = value;
        return {
          packages: value.packages,
          warnings: [
            ...failures.map(
              ({ message }) => `A mirror is passed over: ${message}.`,
            ),
            ...value.warnings,
          ],
        };
      },
      { signal, policy },
    );
  }
}
