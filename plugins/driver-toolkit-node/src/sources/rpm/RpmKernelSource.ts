import type { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError, toError } from '@backstage/errors';
import pLimit from 'p-limit';
import type { KernelSourceConfig } from '../../config/types';
import { HttpClient } from '../../http/HttpClient';
import { readTlsFiles } from '../../http/readTlsFiles';
import type { RetryPolicy } from '../../http/withRetries';
import type { KernelReading, KernelSource } from '../KernelSource';
import { assembleKernels } from './assembleKernels';
import { collectFlavours } from './collectFlavours';
import type { RpmPackage } from './RpmPackage';
import { RpmRepository } from './RpmRepository';
import { UnreadableSourceError } from './UnreadableSourceError';

/** Lists are large: few at a time. */
const CONCURRENCY = 4;

interface ArchitectureRepository {
  repository: RpmRepository;
  url: string;
  optional: boolean;
}

interface ArchitectureReading {
  architecture: string;
  packages: RpmPackage[];
  complete: boolean;
  /** Why nothing of it may be used. */
  errors: Error[];
  warnings: string[];
}

interface RepositoryOutcome {
  packages?: RpmPackage[];
  complete?: boolean;
  error?: Error;
  warning?: string;
}

/** Kernels of dnf repositories, as `createrepo_c` describes them. */
export class RpmKernelSource implements KernelSource {
  readonly id: string;
  readonly type = 'rpm';
  readonly title: string;
  private readonly repositories: Map<string, ArchitectureRepository[]>;

  constructor(
    private readonly config: KernelSourceConfig,
    retryPolicy?: RetryPolicy,
  ) {
    this.id = config.id;
    this.title = config.title;
    this.repositories = new Map(
      config.architectures.map(architecture => [
        architecture,
        config.repositories.map(({ url: template, optional }) => {
          const url = template.replaceAll('$arch', architecture);
          const repository = new RpmRepository(url, retryPolicy);
          return { repository, url, optional };
        }),
      ]),
    );
  }

  async read(options: {
    signal: AbortSignal;
    logger: LoggerService;
  }): Promise<KernelReading> {
    const http = HttpClient.create({
      tls: await readTlsFiles(this.config.tls ?? {}),
    });
    try {
      const limit = pLimit(CONCURRENCY);
      const readings = await Promise.all(
        [...this.repositories].map(([architecture, repositories]) =>
          readArchitecture(architecture, repositories, repository =>
            limit(() => repository.read(http, options.signal)),
          ),
        ),
      );
      options.signal.throwIfAborted();
      return this.summarize(readings, options.logger);
    } finally {
      await http.close();
    }
  }

  private summarize(
    readings: ArchitectureReading[],
    logger: LoggerService,
  ): KernelReading {
    const usable = readings.filter(({ errors }) => errors.length === 0);
    if (usable.length === 0) {
      throw new UnreadableSourceError(
        this.title,
        readings.flatMap(({ errors }) => errors),
      );
    }
    const collected = usable.map(collectFlavours);
    const kernels = assembleKernels(
      collected.flatMap(({ flavours }) => flavours),
      this.config.keepLatest,
    );
    const warnings = [
      ...readings.flatMap(reading => reading.warnings),
      // A kernel's own defect is the same on every architecture.
      ...new Set(collected.flatMap(reading => reading.warnings)),
    ];
    if (kernels.length === 0) {
      warnings.push(
        `There are no kernels in the repositories of ${this.title}; check their addresses.`,
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
    };
  }
}

/** Never throws: what went wrong is part of the reading. */
async function readArchitecture(
  architecture: string,
  repositories: ArchitectureRepository[],
  read: (repository: RpmRepository) => Promise<RpmPackage[]>,
): Promise<ArchitectureReading> {
  const outcomes = await Promise.all(
    repositories.map(
      async ({ repository, url, optional }): Promise<RepositoryOutcome> => {
        try {
          return { packages: await read(repository) };
        } catch (error) {
          return describeFailure(toError(error), architecture, url, optional);
        }
      },
    ),
  );
  return {
    architecture,
    packages: outcomes.flatMap(({ packages = [] }) => packages),
    complete: outcomes.every(({ complete = true }) => complete),
    errors: outcomes.flatMap(({ error = [] }) => error),
    warnings: outcomes.flatMap(({ warning = [] }) => warning),
  };
}

function describeFailure(
  error: Error,
  architecture: string,
  url: string,
  optional: boolean,
): RepositoryOutcome {
  const { message } = error;
  if (!optional) {
    const warning = `Kernels for ${architecture} could not be read: ${message}`;
    return { complete: false, error, warning };
  }
  return error instanceof NotFoundError
    ? { warning: `${url} is optional and not there.` }
    : {
        complete: false,
        warning: `${url} is optional and could not be read: ${message}`,
      };
}
