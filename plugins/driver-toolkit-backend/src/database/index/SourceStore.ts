import type { Knex } from 'knex';

/** A reading that was refused because it lacks too much. */
export interface HeldReading {
  /** What is missing, one sentence for each kind. */
  reasons: string[];
  /** When the first refused reading in a row was read, ISO 8601. */
  since: string;
}

/** The state of the reads of a kernel source or image repository. */
export interface SourceStatus {
  id: string;
  items: number;
  warnings: string[];
  lastAttempt?: string;
  lastSuccess?: string;
  error?: string;
  held?: HeldReading;
  /**
   * Since when parts could not be read completely, ISO 8601: architectures by
   * their RPM names, or a repository's {@link TAGS}.
   */
  incomplete: Record<string, string>;
  /** Changes whenever something of the source is stored. */
  version: number;
}

/** Why a read failed. */
export interface ReadFailure {
  /** The number of the read. */
  attempt: number;
  /** A sentence for people. */
  error: string;
  /** What is missing, if the reading is refused for that. */
  held?: string[];
}

/** The part of an image repository that may be incomplete. */
export const TAGS = 'tags';

/** Keeps the outcome of each source's reads. */
export interface SourceStore {
  list(): Promise<SourceStatus[]>;
  /**
   * Numbers a read that begins now: later reads get larger numbers, on all
   * replicas.
   */
  beginAttempt(id: string): Promise<number>;
  /**
   * Keeps the last good state and adds the error to it, unless a read that
   * began later than the failed one is stored.
   */
  recordFailure(id: string, failure: ReadFailure): Promise<void>;
}

// PostgreSQL accepts no U+0000 in a text, and the others are unreadable.
// eslint-disable-next-line no-control-regex
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f]+/g;

interface SourceRow {
  id: string;
  items: number;
  warnings: string;
  last_attempt: string | null;
  last_success: string | null;
  error: string | null;
  held: string | null;
  incomplete: string;
  attempts: number;
  stored_attempt: number;
}

export class DatabaseSourceStore implements SourceStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async list(): Promise<SourceStatus[]> {
    const rows = await this.#knex<SourceRow>('sources').select();
    return rows.map(row => ({
      id: row.id,
      items: row.items,
      warnings: JSON.parse(row.warnings),
      lastAttempt: row.last_attempt ?? undefined,
      lastSuccess: row.last_success ?? undefined,
      error: row.error ?? undefined,
      held: row.held === null ? undefined : JSON.parse(row.held),
      incomplete: JSON.parse(row.incomplete),
      version: row.stored_attempt,
    }));
  }

  async beginAttempt(id: string): Promise<number> {
    await insertIfMissing(this.#knex, id);
    const [{ attempts }] = await this.#knex<SourceRow>('sources')
      .where({ id })
      .increment('attempts')
      .returning('attempts');
    return attempts;
  }

  async recordFailure(
    id: string,
    { attempt, error, held }: ReadFailure,
  ): Promise<void> {
    const now = new Date().toISOString();
    await this.#knex.transaction(async tx => {
      await insertIfMissing(tx, id);
      const row = await tx<SourceRow>('sources')
        .where({ id })
        .forUpdate()
        .first('held', 'stored_attempt');
      if (row!.stored_attempt > attempt) {
        return;
      }
      const before: HeldReading | undefined =
        row!.held === null ? undefined : JSON.parse(row!.held);
      await tx<SourceRow>('sources')
        .where({ id })
        .update({
          last_attempt: now,
          error: error.replace(CONTROL_CHARACTERS, ' '),
          held: held
            ? JSON.stringify({ reasons: held, since: before?.since ?? now })
            : null,
        });
    });
  }
}

/**
 * Stores the result of a read of a source, in one transaction, unless something
 * newer is already stored.
 *
 * @remarks Other reads of the same source wait until it ends; SQLite has only
 * one writer anyway.
 *
 * @param store - writes the result inside the transaction
 * @returns whether it was stored
 */
export async function storeAttempt(
  knex: Knex,
  { id, attempt }: { id: string; attempt: number },
  store: (tx: Knex) => Promise<void>,
): Promise<boolean> {
  return knex.transaction(async tx => {
    await insertIfMissing(tx, id);
    const row = await tx<SourceRow>('sources')
      .where({ id })
      .forUpdate()
      .first('stored_attempt');
    if (row!.stored_attempt > attempt) {
      return false;
    }
    await store(tx);
    await tx<SourceRow>('sources')
      .where({ id })
      .update({ stored_attempt: attempt });
    return true;
  });
}

/**
 * Records a good read, inside the transaction that stores its result.
 *
 * @param reading - `incomplete` lists the parts that were not read completely
 */
export async function recordSuccess(
  tx: Knex,
  id: string,
  items: number,
  reading: { warnings: string[]; incomplete: string[] },
): Promise<void> {
  const now = new Date().toISOString();
  const row = await tx<SourceRow>('sources').where({ id }).first('incomplete');
  const before: Record<string, string> = JSON.parse(row!.incomplete);
  const incomplete = Object.fromEntries(
    reading.incomplete.map(name => [name, before[name] ?? now]),
  );
  await tx<SourceRow>('sources')
    .where({ id })
    .update({
      items,
      warnings: JSON.stringify(reading.warnings),
      last_attempt: now,
      last_success: now,
      error: null,
      held: null,
      incomplete: JSON.stringify(incomplete),
    });
}

async function insertIfMissing(knex: Knex, id: string): Promise<void> {
  await knex('sources').insert({ id }).onConflict('id').ignore();
}
