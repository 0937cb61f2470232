import type { Knex } from 'knex';

/** What is known of the reads of a kernel source or image repository. */
export interface SourceStatus {
  id: string;
  items: number;
  warnings: string[];
  lastAttempt?: string;
  lastSuccess?: string;
  error?: string;
}

/** Keeps the outcome of each source's reads. */
export interface SourceStore {
  list(tx?: Knex): Promise<SourceStatus[]>;
  /** Keeps the last good state and adds the error to it. */
  recordFailure(id: string, error: string): Promise<void>;
}

interface SourceRow {
  id: string;
  items: number;
  warnings: string;
  last_attempt: string | null;
  last_success: string | null;
  error: string | null;
}

export class DatabaseSourceStore implements SourceStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async list(tx = this.#knex): Promise<SourceStatus[]> {
    const rows = await tx<SourceRow>('sources').select();
    return rows.map(row => ({
      id: row.id,
      items: row.items,
      warnings: JSON.parse(row.warnings),
      lastAttempt: row.last_attempt ?? undefined,
      lastSuccess: row.last_success ?? undefined,
      error: row.error ?? undefined,
    }));
  }

  async recordFailure(id: string, error: string): Promise<void> {
    await this.#knex('sources')
      .insert({ id, last_attempt: new Date().toISOString(), error })
      .onConflict('id')
      .merge(['last_attempt', 'error']);
  }
}

/**
 * Makes whoever writes what was read of a source wait for whoever does so now.
 * Held until the transaction ends; SQLite lets only one write anyway.
 */
export async function lockSource(tx: Knex, id: string): Promise<void> {
  await tx('sources').insert({ id }).onConflict('id').ignore();
  await tx('sources').where({ id }).forUpdate().first('id');
}

/** Notes a good read, inside the transaction that stores what it read. */
export async function recordSuccess(
  tx: Knex,
  id: string,
  items: number,
  warnings: string[],
): Promise<void> {
  const now = new Date().toISOString();
  await tx('sources')
    .insert({
      id,
      items,
      warnings: JSON.stringify(warnings),
      last_attempt: now,
      last_success: now,
      error: null,
    })
    .onConflict('id')
    .merge();
}
