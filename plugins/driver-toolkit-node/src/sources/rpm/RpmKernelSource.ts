import type { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError, toError } from '@backstage/errors';
import pLimit from 'p-limit';
import type { RpmKernelSourceConfig } from '../../config/types';
import { HttpClient } from '../../http/HttpClient';
import { readTlsFiles } from '../../http/readTlsFiles';
import type { RetryPolicy } from '../../http/withRetries';
import { assembleKernels } from '../assembleKernels';
import { keepLatest } from '../keepLatest';
import type { KernelReading, KernelSource } from '../KernelSource';
import { UnreadableSourceError } from '../UnreadableSourceError';
import { withOwnTags } from '../withOwnTags';
import { collectFlavours } from './collectFlavours';
import { describeFailures } from './failures/describeFailures';
import { describeGroup, groupFailures } from './failures/groupFailures';
import type { RepositoryFailure } from './failures/RepositoryFailure';
import { describeLocation } from './mirrors/describeLocation';
import { locate } from './mirrors/RepositoryLocation';
import type { RpmPackage } from './RpmPackage';
import { RpmRepository, type RpmReading } from './RpmRepository';

/** Lists are large, so few at a time. */
const CONCURRENCY = 4;

interface ArchitectureRepository {
  repository: RpmRepository;
  template: string;
  address: string;
  optional: boolean;
}

interface ArchitectureReading {
  architecture: string;
  packages: RpmPackage[];
  /** False if an unread repository may have more. */
  complete: boolean;
  failures: RepositoryFailure[];
  warnings: string[];
}

/** Kernels in dnf repositories with `createrepo_c`'s metadata. */
export class RpmKernelSource implements KernelSource {
  readonly id: string;
  readonly type = 'rpm';
  readonly title: string;
  readonly #repositories: Map<string, ArchitectureRepository[]>;

  readonly #config: RpmKernelSourceConfig;

  constructor(config: RpmKernelSourceConfig, retryPolicy?: RetryPolicy) {
    this.#config = config;

    this.id = config.id;
    this.title = config.title;
    this.#repositories = new Map(
      config.architectures.map(architecture => [
        architecture,
        config.repositories.map(repository => {
          const location = locate(repository, architecture);
          return {
            repository: new RpmRepository(location, { retryPolicy }),
            template: describeLocation(locate(repository, '$arch')),
            address: describeLocation(location),
            optional: repository.optional,
          };
        }),
      ]),
    );
  }

  async read(options: {
    signal: AbortSignal;
    logger: LoggerService;
  }): Promise<KernelReading> {
    const http = HttpClient.create({
      tls: await readTlsFiles(this.#config.tls ?? {}),
    });
    try {
      const limit = pLimit(CONCURRENCY);
      const readings = await Promise.all(
        [...this.#repositories].map(([architecture, repositories]) =>
          readArchitecture(architecture, repositories, repository =>
            limit(() => repository.read(http, options.signal)),
          ),
        ),
      );
      options.signal.throwIfAborted();
      return this.#summarize(readings, options.logger);
    } finally {
      await http.close();
    }
  }

  #summarize(
    readings: ArchitectureReading[],
    logger: LoggerService,
  ): KernelReading {
    const failures = readings.flatMap(reading => reading.failures);
    const usable = readings.filter(reading =>
      reading.failures.every(({ optional }) => optional),
    );
    if (usable.length === 0) {
      const required = failures.filter(({ optional }) => !optional);
      throw new UnreadableSourceError(
        this.title,
        required.map(({ error }) => error),
        groupFailures(required).map(group =>
          describeGroup(group, group.architectures),
        ),
      );
    }
    const collected = usable.map(collectFlavours);
    const tagged = withOwnTags(
      assembleKernels(collected.flatMap(({ flavours }) => flavours)),
    );
    const { kernels, older } = keepLatest(
      tagged.kernels,
      this.#config.keepLatest,
    );
    const warnings = [
      ...describeFailures(failures),
      ...readings.flatMap(reading => reading.warnings),
      // A kernel's own defect is the same on every architecture.
      ...new Set(collected.flatMap(reading => reading.warnings)),
      ...tagged.warnings,
    ];
    if (kernels.length === 0) {
      warnings.push(
        `The repositories of ${this.title} have no kernels; check their addresses.`,
      );
    }
    logger.debug(
      `Read ${kernels.length} kernels of ${this.id} with ${warnings.length} warnings`,
    );
    return {
      kernels,
      warnings,
      incompleteArchitectures: readings
        .filter(({ complete }) => !complete)
        .map(({ architecture }) => architecture),
      older,
    };
  }
}

/** Never throws: failures are part of the reading. */
async function readArchitecture(
  architecture: string,
  repositories: ArchitectureRepository[],
  read: (repository: RpmRepository) => Promise<RpmReading>,
): Promise<ArchitectureReading> {
  const outcomes = await Promise.all(
    repositories.map(async ({ repository, ...where }) => {
      try {
        return await read(repository);
      } catch (error) {
        return { failure: { architecture, ...where, error: toError(error) } };
      }
    }),
  );
  const failures = outcomes.flatMap(outcome =>
    'failure' in outcome ? outcome.failure : [],
  );
  const readings = outcomes.flatMap(outcome =>
    'failure' in outcome ? [] : outcome,
  );
  return {
    architecture,
    packages: readings.flatMap(({ packages }) => packages),
    complete: failures.every(
      ({ optional, error }) => optional && error instanceof NotFoundError,
    ),
    failures,
    warnings: readings.flatMap(({ warnings }) => warnings),
  };
}
