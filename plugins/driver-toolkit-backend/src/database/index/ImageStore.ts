import { tagSortKey } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type {
  RepositoryImage,
  RepositoryReading,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { insertRows } from '../insertRows';
import { recordSuccess, storeAttempt, TAGS } from './SourceStore';

/** An image in the index. */
export interface StoredImage extends RepositoryImage {
  repository: string;
  /** Compared byte by byte, it orders tags like rpm orders versions. */
  sortKey: string;
}

/** Keeps the last good reading of every image repository. */
export interface ImageStore {
  /**
   * Replaces a repository's images by a complete reading, in one transaction. A
   * tag whose details could not be read keeps its previous details.
   *
   * @param attempt - the number of the read
   * @returns false if a newer reading is already stored
   */
  replace(
    repository: string,
    attempt: number,
    reading: RepositoryReading,
  ): Promise<boolean>;
  /**
   * Sets one tag, or removes it if `image` is undefined.
   *
   * @returns like {@link ImageStore.replace}
   */
  set(
    repository: string,
    attempt: number,
    tag: string,
    image: RepositoryImage | undefined,
  ): Promise<boolean>;
  /** All tags of a repository. */
  tags(repository: string): Promise<string[]>;
  /** A repository's images, unordered. */
  load(repository: string): Promise<StoredImage[]>;
}

interface ImageRow {
  repository_id: string;
  tag: string;
  sort_key: string;
  details: string;
}

export class DatabaseImageStore implements ImageStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async replace(
    repository: string,
    attempt: number,
    reading: RepositoryReading,
  ): Promise<boolean> {
    return storeAttempt(this.#knex, { id: repository, attempt }, async tx => {
      const images = await keepUnreadDetails(tx, repository, reading.images);
      const rows = images.map(image => toRow(repository, image));
      await tx('images').where({ repository_id: repository }).delete();
      await insertRows(tx, 'images', rows);
      await recordSuccess(tx, repository, rows.length, {
        warnings: reading.warnings,
        incomplete: reading.incomplete === undefined ? [] : [TAGS],
      });
    });
  }

  async set(
    repository: string,
    attempt: number,
    tag: string,
    image: RepositoryImage | undefined,
  ): Promise<boolean> {
    return storeAttempt(this.#knex, { id: repository, attempt }, async tx => {
      await tx('images').where({ repository_id: repository, tag }).delete();
      if (image) {
        await tx('images').insert(toRow(repository, image));
      }
      const [{ count }] = await tx('images')
        .where({ repository_id: repository })
        .count({ count: '*' });
      await tx('sources')
        .where({ id: repository })
        .update({ items: Number(count) });
    });
  }

  async tags(repository: string): Promise<string[]> {
    return this.#knex<ImageRow>('images')
      .where({ repository_id: repository })
      .pluck('tag');
  }

  async load(repository: string): Promise<StoredImage[]> {
    const rows = await this.#knex<ImageRow>('images').where({
      repository_id: repository,
    });
    return rows.map(fromRow);
  }
}

/**
 * A tag whose details could not be read this time keeps its previous details.
 */
async function keepUnreadDetails(
  tx: Knex,
  repository: string,
  images: RepositoryImage[],
): Promise<RepositoryImage[]> {
  if (!images.some(image => image.error)) {
    return images;
  }
  const rows = await tx<ImageRow>('images').where({
    repository_id: repository,
  });
  const known = new Map(
    rows.map((row): [string, RepositoryImage] => [
      row.tag,
      JSON.parse(row.details),
    ]),
  );
  return images.map(image => {
    const before = image.error ? known.get(image.tag) : undefined;
    // Details belong to a digest: those of another digest would be wrong.
    if (!before || (image.digest ?? before.digest) !== before.digest) {
      return image;
    }
    return { ...before, error: image.error };
  });
}

function toRow(repository: string, image: RepositoryImage): ImageRow {
  return {
    repository_id: repository,
    tag: image.tag,
    sort_key: tagSortKey(image.tag),
    details: JSON.stringify(image),
  };
}

function fromRow(row: ImageRow): StoredImage {
  return {
    ...JSON.parse(row.details),
    repository: row.repository_id,
    sortKey: row.sort_key,
  };
}
