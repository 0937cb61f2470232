import { NotFoundError } from '@backstage/errors';
import {
  formatTag,
  imageEntityRef,
  type Build,
  type Image,
  type ImageFilter,
  type Kernel,
  type KernelFilter,
  type Page,
  type Snapshot,
  type Source,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { findKernels } from './findKernels';
import { IndexDescriptions } from './IndexDescriptions';
import type { IndexedSources } from './IndexedSources';
import { snapshotTag } from './snapshotTag';
import type { SourceRefresher } from './SourceRefresher';
import type { IndexMemory, IndexState, StatusById } from './state/IndexMemory';
import { imagePosition, kernelPosition } from './state/IndexTables';
import { paginate } from './state/paginate';
import type { ToolkitInputReader } from './toolkitInputs/ToolkitInputReader';
import type { ToolkitInputs } from './toolkitInputs/ToolkitInputs';

const DEFAULT_LIMIT = 50;

/** Finds the latest build of each kernel's toolkit image. */
export interface LatestBuilds {
  latestToolkitBuilds(
    kernels: { source: string; kernel: string }[],
  ): Promise<Map<string, Build>>;
}

/** What the index knows about kernels and images, in the API's terms. */
export class Index {
  readonly #sources: IndexedSources;
  readonly #reader: IndexMemory;
  readonly #inputs: ToolkitInputReader;
  readonly #refresher: SourceRefresher;
  readonly #builds: LatestBuilds;
  #tagged: { revision: string; tag: string } | undefined;

  constructor(options: {
    sources: IndexedSources;
    reader: IndexMemory;
    inputs: ToolkitInputReader;
    refresher: SourceRefresher;
    builds: LatestBuilds;
  }) {
    this.#sources = options.sources;
    this.#reader = options.reader;
    this.#inputs = options.inputs;
    this.#refresher = options.refresher;
    this.#builds = options.builds;
  }

  async sources(): Promise<Source[]> {
    return this.#describeSources((await this.#reader.read()).statuses);
  }

  async source(id: string): Promise<Source> {
    this.#sources.require(id);
    return (await this.sources()).find(source => source.id === id)!;
  }

  async kernels(filter: KernelFilter): Promise<Page<Kernel>> {
    const { items, ...page } = await this.kernelsWithoutBuilds(filter);
    const builds = await this.#builds.latestToolkitBuilds(items);
    return {
      ...page,
      items: items.map(kernel => ({
        ...kernel,
        latestBuild: builds.get(`${kernel.source}/${kernel.kernel}`),
      })),
    };
  }

  /** Like {@link Index.kernels}, with the caller's own view of builds. */
  async kernelsWithoutBuilds(filter: KernelFilter): Promise<Page<Kernel>> {
    const { state, descriptions } = await this.#read();
    const { items, ...page } = paginate(
      findKernels(state, this.#sources, filter),
      kernelPosition,
      { limit: filter.limit ?? DEFAULT_LIMIT, cursor: filter.cursor },
    );
    return { ...page, items: items.map(kernel => descriptions.kernel(kernel)) };
  }

  /** @throws NotFoundError if the source has no such kernel */
  async kernel(source: string, version: string): Promise<Kernel> {
    const { title } = this.#sources.kernelSource(source);
    const { state, descriptions } = await this.#read();
    const kernel = state.tables.kernel(source, version);
    if (!kernel) {
      throw new NotFoundError(
        `${title} has no kernel ${version}. If it is new, refresh the source; otherwise check the list of its kernels.`,
      );
    }
    const builds = await this.#builds.latestToolkitBuilds([kernel]);
    return {
      ...descriptions.kernel(kernel),
      latestBuild: builds.get(`${source}/${version}`),
    };
  }

  async images(filter: ImageFilter): Promise<Page<Image>> {
    const { repository, kernel, entityRef, cursor } = filter;
    if (repository !== undefined) {
      this.#sources.repository(repository); // throws if it is unknown
    }
    const { state, descriptions } = await this.#read();
    const { tables } = state;
    const candidates =
      kernel === undefined ? tables.images : tables.imagesOf(formatTag(kernel));
    const { items, ...page } = paginate(
      candidates.filter(
        image =>
          (repository === undefined || image.repository === repository) &&
          (entityRef === undefined ||
            imageEntityRef(image.repository, image.tag) === entityRef),
      ),
      imagePosition,
      { limit: filter.limit ?? DEFAULT_LIMIT, cursor },
    );
    return { ...page, items: items.map(image => descriptions.image(image)) };
  }

  /** @throws NotFoundError if the last good reading had no such tag */
  async image(repositoryId: string, tag: string): Promise<Image> {
    const { repository } = this.#sources.repository(repositoryId);
    const { state, descriptions } = await this.#read();
    const image = state.tables.image(repositoryId, tag);
    if (!image) {
      throw new NotFoundError(
        `${repository.image} had no tag ${tag} when it was last read.`,
      );
    }
    return descriptions.image(image);
  }

  /**
   * The whole index, and its entity tag: see {@link snapshotTag}. The snapshot
   * is created on demand. `complete` once everything was read at least once.
   *
   * @remarks
   * The tag is computed once per revision of the database, so a caller that
   * already has the snapshot costs two small reads.
   */
  async snapshot(): Promise<{ tag: string; snapshot: () => Snapshot }> {
    const { state, inputs, descriptions } = await this.#read();
    const snapshot = () => this.#describe(state, descriptions);
    const revision = JSON.stringify([[...state.statuses], inputs.digests]);
    if (this.#tagged?.revision !== revision) {
      this.#tagged = { revision, tag: snapshotTag(snapshot()) };
    }
    return { tag: this.#tagged.tag, snapshot };
  }

  #describe(state: IndexState, descriptions: IndexDescriptions): Snapshot {
    const sources = this.#describeSources(state.statuses);
    return {
      complete: sources.every(source => source.lastSuccess !== undefined),
      sources,
      kernels: state.tables.kernels.map(kernel => descriptions.kernel(kernel)),
      images: state.tables.images.map(image => descriptions.image(image)),
    };
  }

  async #read(): Promise<{
    state: IndexState;
    inputs: ToolkitInputs;
    descriptions: IndexDescriptions;
  }> {
    const [state, inputs] = await Promise.all([
      this.#reader.read(),
      this.#inputs.inputs(),
    ]);
    return {
      state,
      inputs,
      descriptions: new IndexDescriptions(this.#sources, inputs, state),
    };
  }

  #describeSources(statuses: StatusById): Source[] {
    const describe = (
      kind: Source['kind'],
      { id, type, title }: { id: string; type: string; title: string },
    ): Source => {
      const {
        version: _,
        incomplete,
        ...status
      } = statuses.get(id) ?? {
        id,
        version: 0,
        items: 0,
        warnings: [],
        incomplete: {},
      };
      return {
        ...status,
        ...(Object.keys(incomplete).length > 0 && { incomplete }),
        kind,
        type,
        title,
        refreshing: this.#refresher.isRefreshing(id),
      };
    };
    return [
      ...this.#sources.kernelSources.map(s => describe('kernels', s)),
      ...this.#sources.repositories.map(r => describe('images', r.repository)),
    ];
  }
}
