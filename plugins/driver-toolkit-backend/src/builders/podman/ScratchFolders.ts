import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { explainFullDisk, type Place } from '../../machine/explainFullDisk';
import { removeFolder } from '../../machine/removeFolder';
import type { DomainStores } from './storage/DomainStores';

/** Options of {@link ScratchFolders}. */
export interface ScratchFoldersOptions {
  builderId: string;
  workDirectory: string;
  stores: DomainStores;
  /** Other folders that builds write to. */
  places: readonly Place[];
  onProblem: (message: string, error: unknown) => void;
}

/**
 * Folders for one step of a builder, on this machine. If a disk is full, errors
 * name the builder's folders.
 */
export class ScratchFolders {
  readonly #options: ScratchFoldersOptions;

  constructor(options: ScratchFoldersOptions) {
    this.#options = options;
  }

  /** Lends an empty folder and removes it after `use`. */
  async lend<T>(use: (folder: string) => Promise<T>): Promise<T> {
    const { workDirectory, onProblem } = this.#options;
    const folder = await mkdtemp(join(workDirectory, 'scratch-'));
    try {
      return await use(folder);
    } catch (error) {
      // podman's message about a full disk may be about a registry's disk.
      throw BuildFailedError.is(error) ? error : await this.explain(error);
    } finally {
      await removeFolder(folder).catch(error =>
        onProblem(`${folder} could not be removed`, error),
      );
    }
  }

  /** If a disk of this machine is full, the error names the folder. */
  async explain(error: unknown): Promise<unknown> {
    const { builderId, workDirectory, places } = this.#options;
    const stores = await this.#options.stores.local().catch(() => undefined);
    return explainFullDisk(error, {
      who: `Builder '${builderId}'`,
      places: [
        ...(stores
          ? [{ path: stores.root, what: "this builder's storage" }]
          : []),
        { path: workDirectory, what: 'temporary files' },
        ...places,
      ],
      cure: 'Lower its `storage.maxBytes`, or give it a larger disk; then retry.',
    });
  }
}
