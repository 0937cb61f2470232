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

/** Everything that is configured to be read, in the configuration's order. */
export class IndexedSources {
  readonly kernelSources: readonly KernelSource[];
  readonly repositories: readonly IndexedRepository[];
  readonly #keepLatest: ReadonlyMap<string, number | undefined>;

  constructor(
    kernelSources: readonly { source: KernelSource; keepLatest?: number }[],
    repositories: readonly IndexedRepository[],
  ) {
    this.kernelSources = kernelSources.map(({ source }) => source);
    this.repositories = repositories;
    this.#keepLatest = new Map(
      kernelSources.map(({ source, keepLatest }) => [source.id, keepLatest]),
    );
  }

  /** How many of a source's newest kernels are read; undefined for all. */
  keepLatestOf(source: string): number | undefined {
    return this.#keepLatest.get(source);
  }

  get kernelSourceIds(): string[] {
    return this.kernelSources.map(source => source.id);
  }

  get repositoryIds(): string[] {
    return this.repositories.map(({ repository }) => repository.id);
  }

  /** Repositories that a source's kernels are looked up in. */
  repositoriesOf(source: string): IndexedRepository[] {
    return this.repositories.filter(({ config }) =>
      config.kernelSources.includes(source),
    );
  }

  /** @throws NotFoundError naming the sources there are */
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

  /** @throws NotFoundError naming the repositories there are */
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
