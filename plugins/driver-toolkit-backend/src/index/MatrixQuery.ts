import { InputError, ServiceUnavailableError } from '@backstage/errors';
import type {
  Matrix,
  MatrixFilter,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  createMatrix,
  tagStateOf,
  type DriverToolkitConfig,
  type TagState,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { StoredImage } from '../database/ImageStore';
import type { SourceStatus } from '../database/SourceStore';
import { isCurrent } from './Descriptions';
import type { IndexedSources } from './IndexedSources';
import type { IndexReader } from './state/IndexReader';

/** Tells from the index what is to be built. */
export class MatrixQuery {
  readonly #config: DriverToolkitConfig;
  readonly #sources: IndexedSources;
  readonly #reader: IndexReader;

  constructor(options: {
    config: DriverToolkitConfig;
    sources: IndexedSources;
    reader: IndexReader;
  }) {
    this.#config = options.config;
    this.#sources = options.sources;
    this.#reader = options.reader;
  }

  /**
   * The matrix of a source's kernels and their images in a repository.
   *
   * @throws NotFoundError for an unknown source or repository
   * @throws InputError where they do not go together
   * @throws ServiceUnavailableError while the source was never read: no kernels
   * would look like nothing to build
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
    const { tables, statuses } = await this.#reader.read();
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
    const doubt = isCurrent(statuses, indexed)
      ? undefined
      : statuses.get(repository.id)?.error ??
        `${repository.title} has not been read yet.`;
    return {
      ...createMatrix(
        { source, image: repository.image, baseImage: this.#baseImage(source) },
        kernels,
        new Map(
          kernels.map(({ tag }) => [
            tag,
            tagState(tables.image(repository.id, tag), doubt),
          ]),
        ),
        filter,
      ),
      warnings: warningsOf(status),
    };
  }

  #baseImage(source: string): string {
    const { kernelSources, toolkit } = this.#config;
    return (
      kernelSources.find(({ id }) => id === source)?.baseImage ??
      toolkit.baseImage
    );
  }
}

/** @param doubt - why the index may be out of date; undefined where it is not */
function tagState(
  image: StoredImage | undefined,
  doubt: string | undefined,
): TagState {
  const state = image
    ? tagStateOf({ state: 'present', image })
    : { state: 'absent' as const };
  if (doubt === undefined || state.state === 'unknown') {
    return state;
  }
  // What was there is taken to be there still; nothing is taken to be missing.
  return {
    state: 'unknown',
    reason: doubt,
    platforms: state.state === 'present' ? state.platforms : [],
  };
}

function warningsOf({ error, warnings }: SourceStatus): string[] {
  return error === undefined
    ? warnings
    : [
        `The last read failed, so these are older kernels: ${error}`,
        ...warnings,
      ];
}
