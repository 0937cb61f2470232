import { NotFoundError } from '@backstage/errors';
import {
  type Build,
  type Image,
  type ImageFilter,
  type Kernel,
  type KernelFilter,
  type Page,
  type Snapshot,
  type Source,
  formatTag,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import type { ImageStore } from '../database/ImageStore';
import type { KernelStore } from '../database/KernelStore';
import type { SourceStatus, SourceStore } from '../database/SourceStore';
import {
  byTag,
  Descriptions,
  isCurrent,
  type StatusById,
} from './Descriptions';
import type { IndexedSources } from './IndexedSources';
import type { Refresher } from './Refresher';

const DEFAULT_LIMIT = 50;

/** Finds the latest build of each kernel's toolkit image. */
export interface LatestBuilds {
  latestToolkitBuilds(
    kernels: { source: string; kernel: string }[],
  ): Promise<Map<string, Build>>;
}

/** Runs reads that all see one state of the database. */
export type ReadConsistently = <T>(
  read: (tx: Knex) => Promise<T>,
) => Promise<T>;

/** What is known of kernels and images, as the API tells it. */
export class Index {
  readonly #sources: IndexedSources;
  readonly #kernels: KernelStore;
  readonly #images: ImageStore;
  readonly #statuses: SourceStore;
  readonly #refresher: Refresher;
  readonly #builds: LatestBuilds;
  readonly #descriptions: Descriptions;
  readonly #readConsistently: ReadConsistently;

  constructor(options: {
    sources: IndexedSources;
    kernels: KernelStore;
    images: ImageStore;
    statuses: SourceStore;
    refresher: Refresher;
    builds: LatestBuilds;
    readConsistently: ReadConsistently;
  }) {
    this.#sources = options.sources;
    this.#kernels = options.kernels;
    this.#images = options.images;
    this.#statuses = options.statuses;
    this.#refresher = options.refresher;
    this.#builds = options.builds;
    this.#readConsistently = options.readConsistently;
    this.#descriptions = new Descriptions(options.sources);
  }

  async sources(): Promise<Source[]> {
    return this.#describeSources(await this.#statusById());
  }

  async source(id: string): Promise<Source> {
    const found = (await this.sources()).find(source => source.id === id);
    if (!found) {
      throw new NotFoundError(
        `There is no kernel source or image repository '${id}'.`,
      );
    }
    return found;
  }

  async kernels(filter: KernelFilter): Promise<Page<Kernel>> {
    if (filter.source !== undefined) {
      this.#sources.kernelSource(filter.source); // throws for an unknown one
    }
    const statuses = await this.#statusById();
    const { items, total, nextCursor } = await this.#kernels.list(
      {
        source: filter.source,
        architecture: filter.arch,
        variant: filter.variant,
        text: filter.q,
        imageState: filter.imageState,
        limit: filter.limit ?? DEFAULT_LIMIT,
        cursor: filter.cursor,
      },
      this.#sources.kernelSourceIds.map(source => {
        const repositories = this.#sources.repositoriesOf(source);
        return {
          source,
          repositories: repositories.map(r => r.repository.id),
          current: repositories.every(r => isCurrent(statuses, r)),
        };
      }),
    );
    const [images, builds] = await Promise.all([
      this.#images.byTags([...new Set(items.map(kernel => kernel.tag))]),
      this.#builds.latestToolkitBuilds(items),
    ]);
    return {
      items: items.map(kernel =>
        this.#descriptions.kernel(kernel, byTag(images), statuses, builds),
      ),
      totalItems: total,
      nextCursor,
    };
  }

  /** @throws NotFoundError when the source has no such kernel */
  async kernel(source: string, version: string): Promise<Kernel> {
    const { title } = this.#sources.kernelSource(source);
    const kernel = await this.#kernels.get(source, version);
    if (!kernel) {
      throw new NotFoundError(
        `${title} has no kernel ${version}. Refresh the source if it is new, or look through the list of its kernels.`,
      );
    }
    const [statuses, images, builds] = await Promise.all([
      this.#statusById(),
      this.#images.byTags([kernel.tag]),
      this.#builds.latestToolkitBuilds([kernel]),
    ]);
    return this.#descriptions.kernel(kernel, byTag(images), statuses, builds);
  }

  async images(filter: ImageFilter): Promise<Page<Image>> {
    if (filter.repository !== undefined) {
      this.#sources.repository(filter.repository); // throws for an unknown one
    }
    const { items, total, nextCursor } = await this.#images.list(
      {
        repository: filter.repository,
        tag: filter.kernel === undefined ? undefined : formatTag(filter.kernel),
        limit: filter.limit ?? DEFAULT_LIMIT,
        cursor: filter.cursor,
      },
      this.#sources.repositoryIds,
    );
    const kernels = await this.#kernels.byTags(items.map(image => image.tag));
    return {
      items: items.map(image =>
        this.#descriptions.image(image, byTag(kernels)),
      ),
      totalItems: total,
      nextCursor,
    };
  }

  /** @throws NotFoundError when the last good reading had no such tag */
  async image(repositoryId: string, tag: string): Promise<Image> {
    const { repository } = this.#sources.repository(repositoryId);
    const image = await this.#images.get(repositoryId, tag);
    if (!image) {
      throw new NotFoundError(
        `${repository.image} had no tag ${tag} when it was last read.`,
      );
    }
    const kernels = await this.#kernels.byTags([tag]);
    return this.#descriptions.image(image, byTag(kernels));
  }

  /** The whole index; `complete` only once everything was read at least once. */
  async snapshot(): Promise<Snapshot> {
    return this.#readConsistently(async tx => {
      const statuses = byId(await this.#statuses.list(tx));
      const kernels = await this.#kernels.all(
        this.#sources.kernelSourceIds,
        tx,
      );
      const images = await this.#images.all(this.#sources.repositoryIds, tx);
      const imagesByTag = byTag(images);
      const kernelsByTag = byTag(kernels);
      const sources = this.#describeSources(statuses);
      return {
        complete: sources.every(source => source.lastSuccess !== undefined),
        sources,
        kernels: kernels.map(kernel =>
          this.#descriptions.kernel(kernel, imagesByTag, statuses, new Map()),
        ),
        images: images.map(image =>
          this.#descriptions.image(image, kernelsByTag),
        ),
      };
    });
  }

  #describeSources(statuses: StatusById): Source[] {
    const describe = (
      kind: Source['kind'],
      { id, type, title }: { id: string; type: string; title: string },
    ): Source => {
      const status = statuses.get(id);
      return {
        id,
        kind,
        type,
        title,
        refreshing: this.#refresher.isRefreshing(id),
        items: status?.items ?? 0,
        warnings: status?.warnings ?? [],
        lastAttempt: status?.lastAttempt,
        lastSuccess: status?.lastSuccess,
        error: status?.error,
      };
    };
    return [
      ...this.#sources.kernelSources.map(s => describe('kernels', s)),
      ...this.#sources.repositories.map(r => describe('images', r.repository)),
    ];
  }

  async #statusById(): Promise<StatusById> {
    return byId(await this.#statuses.list());
  }
}

function byId(statuses: SourceStatus[]): StatusById {
  return new Map(statuses.map(status => [status.id, status]));
}
