import type { Knex } from 'knex';

/** Keeps the digests of the inputs of toolkit images. */
export interface ToolkitInputStore {
  /** By name. */
  digests(): Promise<ReadonlyMap<string, string>>;
  set(name: string, digest: string): Promise<void>;
}

interface InputRow {
  name: string;
  digest: string;
}

export class DatabaseToolkitInputStore implements ToolkitInputStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async digests(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#knex<InputRow>('toolkit_inputs').select();
    return new Map(rows.map(({ name, digest }) => [name, digest]));
  }

  async set(name: string, digest: string): Promise<void> {
    await this.#knex<InputRow>('toolkit_inputs')
      .insert({ name, digest })
      .onConflict('name')
      .merge();
  }
}
