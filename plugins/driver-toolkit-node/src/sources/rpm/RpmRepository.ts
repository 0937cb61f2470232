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

/** Options for reading a repository; tests use shorter times. */
export interface RpmRepositoryOptions {
  retryPolicy?: RetryPolicy;
  timeLimits?: TimeLimits;
}

/** A repository's content. */
export interface RpmReading {
  packages: RpmPackage[];
  /** Skipped mirrors and ignored parts of the list, with reasons. */
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
   * @throws NotFoundError if the server says that the repository does not
   * exist; other errors if it could not be read or verified.
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
              ({ message }) => `A mirror was skipped: ${message}.`,
            ),
            ...value.warnings,
          ],
        };
      },
      { signal, policy },
    );
  }
}
