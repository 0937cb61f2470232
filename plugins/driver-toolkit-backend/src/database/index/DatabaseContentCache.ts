import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ContentCache } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';

/**
 * Rows of one statement: few enough for each database's limit of parameters.
 */
const BATCH = 400;

/**
 * Manifests and configs by digest, in the plugin's database.
 *
 * @remarks SQLite's driver works on this thread: between batches other work
 * gets a turn.
 */
export class DatabaseContentCache implements ContentCache {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async get(digest: string): Promise<string | undefined> {
    return (await this.getMany([digest])).get(digest);
  }

  async set(digest: string, content: string): Promise<void> {
    await this.setMany(new Map([[digest, content]]));
  }

  async getMany(digests: string[]): Promise<Map<string, string>> {
    const contents = new Map<string, string>();
    for (const batch of inBatches([...new Set(digests)])) {
      const rows = await this.#knex('content')
        .whereIn('digest', batch)
        .select('digest', 'content');
      rows.forEach(row => contents.set(row.digest, row.content));
      await nextTurn();
    }
    return contents;
  }

  async setMany(contents: ReadonlyMap<string, string>): Promise<void> {
    // In the same order everywhere, to avoid deadlocks between statements of
    // several rows.
    const rows = [...contents]
      .map(([digest, content]) => ({ digest, content }))
      .sort((a, b) => (a.digest < b.digest ? -1 : 1));
    for (const batch of inBatches(rows)) {
      await this.#knex('content').insert(batch).onConflict('digest').ignore();
    }
  }
}

function* inBatches<T>(items: T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += BATCH) {
    yield items.slice(start, start + BATCH);
  }
}
