import { tagSortKey } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type {
  RepositoryImage,
  RepositoryReading,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { decodeCursor, encodeCursor } from './cursor';
import { insertRows } from './insertRows';
import { lockSource, recordSuccess } from './SourceStore';

/** An image as the index has it. */
export interface StoredImage extends RepositoryImage {
  repository: string;
}

/** Which images to list. */
export interface ImageQuery {
  repository?: string;
  tag?: string;
  limit: number;
  cursor?: string;
}

/** Keeps the last good reading of every image repository. */
export interface ImageStore {
  /**
   * Replaces a repository's images by a complete reading, in one transaction.
   * A tag whose details could not be read keeps those it had.
   */
  replace(repository: string, reading: RepositoryReading): Promise<void>;
  /** Sets or, given undefined, removes one tag. */
  set(
    repository: string,
    tag: string,
    image: RepositoryImage | undefined,
  ): Promise<void>;
  /** Every tag of a repository. */
  tags(repository: string): Promise<string[]>;
  get(repository: string, tag: string): Promise<StoredImage | undefined>;
  /** Newest first by RPM order of the tag. */
  list(
    query: ImageQuery,
    repositories: string[],
  ): Promise<{ items: StoredImage[]; total: number; nextCursor?: string }>;
  byTags(tags: string[]): Promise<StoredImage[]>;
  all(repositories: string[], tx?: Knex): Promise<StoredImage[]>;
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

  async replace(repository: string, reading: RepositoryReading): Promise<void> {
    await this.#knex.transaction(async tx => {
      await lockSource(tx, repository);
      const images = await keepUnreadDetails(tx, repository, reading.images);
      const rows = images.map(image => toRow(repository, image));
      await tx('images').where({ repository_id: repository }).delete();
      await insertRows(tx, 'images', rows);
      await recordSuccess(tx, repository, rows.length, reading.warnings);
    });
  }

  async set(
    repository: string,
    tag: string,
    image: RepositoryImage | undefined,
  ): Promise<void> {
    await this.#knex.transaction(async tx => {
      await lockSource(tx, repository);
      await tx('images').where({ repository_id: repository, tag }).delete();
      if (image) {
        await tx('images').insert(toRow(repository, image));
      }
    });
  }

  async tags(repository: string): Promise<string[]> {
    const rows = await this.#knex<ImageRow>('images')
      .where({ repository_id: repository })
      .select('tag');
    return rows.map(({ tag }) => tag);
  }

  async get(repository: string, tag: string): Promise<StoredImage | undefined> {
    const row = await this.#knex<ImageRow>('images')
      .where({ repository_id: repository, tag })
      .first();
    return row && fromRow(row);
  }

  async list(query: ImageQuery, repositories: string[]) {
    const matching = this.#knex<ImageRow>('images').whereIn(
      'repository_id',
      repositories,
    );
    if (query.repository !== undefined) {
      matching.where('repository_id', query.repository);
    }
    if (query.tag !== undefined) {
      matching.where('tag', query.tag);
    }
    const page = matching
      .clone()
      .orderBy([
        { column: 'sort_key', order: 'desc' },
        { column: 'repository_id' },
        { column: 'tag' },
      ])
      .limit(query.limit + 1);
    if (query.cursor) {
      const [key, repository, tag] = decodeCursor(query.cursor, 3);
      page.whereRaw(
        '(sort_key < ? or (sort_key = ? and (repository_id > ? or (repository_id = ? and tag > ?))))',
        [key, key, repository, repository, tag],
      );
    }
    const [rows, [{ count }]] = await Promise.all([
      page.select<ImageRow[]>(),
      matching.clone().count({ count: '*' }),
    ]);
    const items = rows.slice(0, query.limit);
    const last = items[items.length - 1];
    return {
      items: items.map(fromRow),
      total: Number(count),
      nextCursor:
        rows.length > query.limit
          ? encodeCursor([last.sort_key, last.repository_id, last.tag])
          : undefined,
    };
  }

  async byTags(tags: string[]): Promise<StoredImage[]> {
    const rows = await this.#knex<ImageRow>('images').whereIn('tag', tags);
    return rows.map(fromRow);
  }

  async all(repositories: string[], tx = this.#knex): Promise<StoredImage[]> {
    const rows = await tx<ImageRow>('images')
      .whereIn('repository_id', repositories)
      .orderBy([
        { column: 'sort_key', order: 'desc' },
        { column: 'repository_id' },
        { column: 'tag' },
      ]);
    return rows.map(fromRow);
  }
}

/** A tag whose details could not be read this time keeps those it had. */
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
  const known = new Map(rows.map(row => [row.tag, fromRow(row)]));
  return images.map(image => {
    const before = image.error ? known.get(image.tag) : undefined;
    // Details belong to a digest: another one's would be a lie.
    if (!before || (image.digest ?? before.digest) !== before.digest) {
      return image;
    }
    const { repository: _, ...details } = before;
    return { ...details, error: image.error };
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
  return { ...JSON.parse(row.details), repository: row.repository_id };
}
