import type { Knex } from 'knex';
import { DatabaseKernelStore } from './DatabaseKernelStore';
import { DatabaseImageStore, type StoredImage } from './ImageStore';
import type { StoredKernel } from './KernelStore';
import { DatabaseSourceStore, type SourceStatus } from './SourceStore';

/** One state of what was read of sources and repositories. */
export interface IndexSnapshot {
  statuses(): Promise<SourceStatus[]>;
  kernels(source: string): Promise<StoredKernel[]>;
  images(repository: string): Promise<StoredImage[]>;
}

/** Lends snapshots of the index: all reads of one see the same state. */
export interface IndexSnapshots {
  read<T>(use: (snapshot: IndexSnapshot) => Promise<T>): Promise<T>;
}

/** Snapshots by a transaction each. */
export class DatabaseIndexSnapshots implements IndexSnapshots {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  read<T>(use: (snapshot: IndexSnapshot) => Promise<T>): Promise<T> {
    return this.#knex.transaction(
      tx => {
        const statuses = new DatabaseSourceStore(tx);
        const kernels = new DatabaseKernelStore(tx);
        const images = new DatabaseImageStore(tx);
        return use({
          statuses: () => statuses.list(),
          kernels: source => kernels.load(source),
          images: repository => images.load(repository),
        });
      },
      // SQLite gives one state without being asked.
      this.#knex.client.config.client === 'pg'
        ? { readOnly: true, isolationLevel: 'repeatable read' }
        : {},
    );
  }
}
