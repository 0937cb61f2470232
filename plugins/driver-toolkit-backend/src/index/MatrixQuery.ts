import { InputError, ServiceUnavailableError } from '@backstage/errors';
import type {
  Matrix,
  MatrixFilter,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  createMatrix,
  repositoriesArgument,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { SourceStatus } from '../database/index/SourceStore';
import type { IndexedSources } from './IndexedSources';
import type { IndexMemory } from './state/IndexMemory';
import { tagStatesOf } from './tagStatesOf';

/** Finds missing images in the index. */
export class MatrixQuery {
  readonly #config: DriverToolkitConfig;
  readonly #sources: IndexedSources;
  readonly #reader: IndexMemory;

  constructor(options: {
    config: DriverToolkitConfig;
    sources: IndexedSources;
    reader: IndexMemory;
  }) {
    this.#config = options.config;
    this.#sources = options.sources;
    this.#reader = options.reader;
  }

  /**
   * The matrix of a source's kernels and their images in a repository.
   *
   * @throws NotFoundError for an unknown source or repository
   * @throws InputError if the repository is not for the source
   * @throws ServiceUnavailableError until the source was read once: an empty
   * list would look like nothing to build
   */
  async matrix(filter: MatrixFilter): Promise<Matrix> {
    const { id: source, title } = this.#sources.kernelSource(filter.source);
    const indexed = this.#sources.repository(filter.repository);
    const { repository, config } = indexed;
    if (!config.kernelSources.includes(source)) {
      throw new InputError(
        `Image repository '${repository.id}' is not for kernel source '${source}': add it to the repository's kernelSources.`,
      );
    }
    const state = await this.#reader.read();
    const { tables, statuses } = state;
    const status = statuses.get(source);
    if (status?.lastSuccess === undefined) {
      throw new ServiceUnavailableError(
        `${title} has not been read yet${
          status?.error === undefined ? '.' : `: ${status.error}`
        }`,
      );
    }
    const kernels = tables.kernels.filter(
      kernel => kernel.source === source && !kernel.retired,
    );
    return {
      ...createMatrix(
        { source, image: repository.image, ...this.#inputsOf(source) },
        kernels,
        tagStatesOf(state, indexed, kernels),
        filter,
      ),
      warnings: warningsOf(status),
    };
  }

  #inputsOf(source: string) {
    const { kernelSources, toolkit } = this.#config;
    const config = kernelSources.find(({ id }) => id === source);
    return {
      baseImage: config?.baseImage ?? toolkit.baseImage,
      repositories: config && repositoriesArgument(config),
    };
  }
}

function warningsOf({ error, warnings }: SourceStatus): string[] {
  return error === undefined
    ? warnings
    : [
        `The last read failed, so this list of kernels is older: ${error}`,
        ...warnings,
      ];
}
