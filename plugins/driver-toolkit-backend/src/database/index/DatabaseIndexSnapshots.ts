import type { Knex } from 'knex';
import { DatabaseKernelStore } from './DatabaseKernelStore';
import { DatabaseImageStore, type StoredImage } from './ImageStore';
import type { StoredKernel } from './KernelStore';
import { DatabaseSourceStore, type SourceStatus } from './SourceStore';

/** One state of everything read from sources and repositories. */
export interface IndexSnapshot {
  statuses(): Promise<SourceStatus[]>;
  kernels(source: string): Promise<StoredKernel[]>;
  images(repository: string): Promise<StoredImage[]>;
}

/**
 * Lends snapshots of the index: all reads of one snapshot see the same state.
 */
export interface IndexSnapshots {
  read<T>(use: (snapshot: IndexSnapshot) => Promise<T>): Promise<T>;
}

/** Each snapshot is a transaction. */
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
      // SQLite's transactions always see one state.
      this.#knex.client.config.client === 'pg'
        ? { readOnly: true, isolationLevel: 'repeatable read' }
        : {},
    );
  }
}
