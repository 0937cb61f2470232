import { NotFoundError } from '@backstage/errors';
import type {
  ImageRepository,
  ImageRepositoryConfig,
  KernelSource,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** An image repository with the kernel sources its tags are matched against. */
export interface IndexedRepository {
  repository: ImageRepository;
  config: ImageRepositoryConfig;
}

/**
 * All configured kernel sources and image repositories, in the configuration's
 * order.
 */
export class IndexedSources {
  readonly kernelSources: readonly KernelSource[];
  readonly repositories: readonly IndexedRepository[];

  constructor(
    kernelSources: readonly KernelSource[],
    repositories: readonly IndexedRepository[],
  ) {
    this.kernelSources = kernelSources;
    this.repositories = repositories;
  }

  get kernelSourceIds(): string[] {
    return this.kernelSources.map(source => source.id);
  }

  get repositoryIds(): string[] {
    return this.repositories.map(({ repository }) => repository.id);
  }

  /** @throws NotFoundError if neither a source nor a repository has the id */
  require(id: string): void {
    if (![...this.kernelSourceIds, ...this.repositoryIds].includes(id)) {
      throw new NotFoundError(
        `There is no kernel source or image repository '${id}'.`,
      );
    }
  }

  /** Repositories that may have images of a source's kernels. */
  repositoriesOf(source: string): IndexedRepository[] {
    return this.repositories.filter(({ config }) =>
      config.kernelSources.includes(source),
    );
  }

  /** @throws NotFoundError that names the configured sources */
  kernelSource(id: string): KernelSource {
    const found = this.kernelSources.find(source => source.id === id);
    if (!found) {
      throw new NotFoundError(
        `There is no kernel source '${id}'; configured are: ${
          this.kernelSourceIds.join(', ') || 'none'
        }.`,
      );
    }
    return found;
  }

  /** @throws NotFoundError that names the configured repositories */
  repository(id: string): IndexedRepository {
    const found = this.repositories.find(
      ({ repository }) => repository.id === id,
    );
    if (!found) {
      throw new NotFoundError(
        `There is no image repository '${id}'; configured are: ${
          this.repositoryIds.join(', ') || 'none'
        }.`,
      );
    }
    return found;
  }
}
