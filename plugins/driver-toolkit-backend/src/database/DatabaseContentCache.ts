import type { ContentCache } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';

/** Manifests and configs by digest, in the plugin's database. */
export class DatabaseContentCache implements ContentCache {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async get(digest: string): Promise<string | undefined> {
    const row = await this.#knex('content').where({ digest }).first('content');
    return row?.content;
  }

  async set(digest: string, content: string): Promise<void> {
    await this.#knex('content')
      .insert({ digest, content })
      .onConflict('digest')
      .ignore();
  }
}
