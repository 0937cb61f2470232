import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type { Knex } from 'knex';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Half the time of level 19, for a few percent. */
const LEVEL = 12;
/** Milliseconds that a record without a reference stays: one may be under way. */
const GRACE_MS = 24 * 60 * 60_000;
/** Records removed in one transaction: each may have many terms. */
const REMOVAL_BATCH = 100;
/** Tables and columns that refer to records. */
const REFERENCES = [
  ['driver_verdicts', 'record_id'],
  ['driver_verdicts', 'terms_id'],
  ['driver_verdicts', 'symbol_record_id'],
  ['kernel_records', 'record_id'],
] as const;

/** A text with its id and its stored form. */
export interface StorableRecord {
  id: string;
  content: Buffer;
}

/** The id of a record: `sha256:` and the hash of its text. */
export function recordIdOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** Compresses a record with Zstandard (RFC 8878), off the event loop. */
export async function packRecord(text: string): Promise<StorableRecord> {
  const content = await compress(text, {
    params: { [constants.ZSTD_c_compressionLevel]: LEVEL },
  });
  // A copy of the right size: zlib returns a part of a larger buffer.
  return { id: recordIdOf(text), content: Buffer.from(content) };
}

/**
 * Keeps content-addressed texts.
 *
 * @remarks
 * A record is stored before what refers to it. Its time then protects it from
 * {@link RecordStore.removeUnused} on another replica, which looks for references.
 */
export class RecordStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** @returns undefined if it is not stored */
  async read(id: string): Promise<string | undefined> {
    const row = await this.#knex('records')
      .where({ id })
      .first<{ content: Buffer } | undefined>('content');
    return row && (await decompress(row.content)).toString();
  }

  /** In the order of ids, so that writers of several do not block each other. */
  async write(records: readonly StorableRecord[]): Promise<void> {
    const used_at = new Date().toISOString();
    const byId = new Map(records.map(record => [record.id, record]));
    for (const id of [...byId.keys()].sort()) {
      await this.#knex('records')
        .insert({ ...byId.get(id)!, used_at })
        .onConflict('id')
        .merge(['used_at']);
    }
  }

  /** Removes records that nothing refers to, with their terms. */
  async removeUnused(now = Date.now()): Promise<number> {
    const before = new Date(now - GRACE_MS).toISOString();
    for (let removed = 0; ; ) {
      const batch = await this.#removeSomeUnused(before);
      if (batch === 0) {
        return removed;
      }
      removed += batch;
    }
  }

  async #removeSomeUnused(before: string): Promise<number> {
    return this.#knex.transaction(async tx => {
      const unused = tx('records').where('used_at', '<', before);
      for (const [table, column] of REFERENCES) {
        unused.whereNotExists(
          tx(table).whereRaw('?? = records.id', [`${table}.${column}`]),
        );
      }
      const ids = await unused.limit(REMOVAL_BATCH).pluck('id');
      // Another replica may just have stored one of them again.
      const removed = await tx('records')
        .whereIn('id', ids)
        .where('used_at', '<', before)
        .delete();
      await tx('verdict_terms')
        .whereIn('terms_id', ids)
        .whereNotIn('terms_id', tx('records').whereIn('id', ids).select('id'))
        .delete();
      return removed;
    });
  }
}
