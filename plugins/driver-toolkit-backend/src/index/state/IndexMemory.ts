import type { IndexSnapshots } from '../../database/index/DatabaseIndexSnapshots';
import type { StoredImage } from '../../database/index/ImageStore';
import type { StoredKernel } from '../../database/index/KernelStore';
import type {
  SourceStatus,
  SourceStore,
} from '../../database/index/SourceStore';
import type { IndexedSources } from '../IndexedSources';
import { IndexTables } from './IndexTables';

/** Last reads by source or repository id. */
export type StatusById = ReadonlyMap<string, SourceStatus>;

/** One state of the index. */
export interface IndexState {
  tables: IndexTables;
  statuses: StatusById;
}

type Loaded<T> = ReadonlyMap<string, { version: number; items: T[] }>;

interface LoadedIndex {
  kernels: Loaded<StoredKernel>;
  images: Loaded<StoredImage>;
  tables: IndexTables;
}

/**
 * The database's index, held in memory. It is read often and changes seldom, so
 * each access reads only the sources' versions and reloads the sources that any
 * replica has changed.
 */
export class IndexMemory {
  readonly #sources: IndexedSources;
  readonly #statuses: Pick<SourceStore, 'list'>;
  readonly #snapshots: IndexSnapshots;
  #loaded: LoadedIndex | undefined;
  #loading: Promise<void> | undefined;

  constructor(options: {
    sources: IndexedSources;
    statuses: Pick<SourceStore, 'list'>;
    snapshots: IndexSnapshots;
  }) {
    this.#sources = options.sources;
    this.#statuses = options.statuses;
    this.#snapshots = options.snapshots;
  }

  /** The current state. */
  async read(): Promise<IndexState> {
    for (;;) {
      const statuses = byId(await this.#statuses.list());
      if (this.#loaded && this.#isCurrent(this.#loaded, statuses)) {
        return { tables: this.#loaded.tables, statuses };
      }
      this.#loading ??= this.#load().finally(() => {
        this.#loading = undefined;
      });
      await this.#loading;
    }
  }

  #isCurrent({ kernels, images }: LoadedIndex, statuses: StatusById): boolean {
    const current = (ids: string[], loaded: Loaded<unknown>) =>
      ids.every(id => loaded.get(id)?.version === versionOf(statuses, id));
    return (
      current(this.#sources.kernelSourceIds, kernels) &&
      current(this.#sources.repositoryIds, images)
    );
  }

  async #load(): Promise<void> {
    const { kernelSourceIds, repositoryIds } = this.#sources;
    const before = this.#loaded;
    const { kernels, images } = await this.#snapshots.read(async snapshot => {
      const statuses = byId(await snapshot.statuses());
      return {
        kernels: await loadChanged(
          kernelSourceIds,
          before?.kernels,
          statuses,
          id => snapshot.kernels(id),
        ),
        images: await loadChanged(repositoryIds, before?.images, statuses, id =>
          snapshot.images(id),
        ),
      };
    });
    const itemsOf = <T>(loaded: Loaded<T>) =>
      [...loaded.values()].flatMap(({ items }) => items);
    const tables = new IndexTables(itemsOf(kernels), itemsOf(images));
    this.#loaded = { kernels, images, tables };
  }
}

async function loadChanged<T>(
  ids: string[],
  before: Loaded<T> | undefined,
  statuses: StatusById,
  load: (id: string) => Promise<T[]>,
): Promise<Loaded<T>> {
  const all = new Map<string, { version: number; items: T[] }>();
  for (const id of ids) {
    const version = versionOf(statuses, id);
    const known = before?.get(id);
    all.set(
      id,
      known?.version === version ? known : { version, items: await load(id) },
    );
  }
  return all;
}

/** 0 before the source was first stored. */
function versionOf(statuses: StatusById, id: string): number {
  return statuses.get(id)?.version ?? 0;
}

function byId(statuses: SourceStatus[]): StatusById {
  return new Map(statuses.map(status => [status.id, status]));
}
