import type { Knex } from 'knex';
import type { RecordStore } from './RecordStore';
import { packRecord } from './RecordStore';

/** A kernel in a toolkit image. */
export interface ToolkitKernel {
  /** Of the toolkit image. */
  digest: string;
  unameRelease: string;
}

/** Keeps what the kernels of toolkit images offer to modules. */
export interface KernelRecordStore {
  /** @returns the record's id and text; undefined if it is not stored */
  find(
    kernel: ToolkitKernel,
  ): Promise<{ id: string; text: string } | undefined>;
  /** @returns the record's id */
  keep(
    kernel: ToolkitKernel & { source: string; kernel: string },
    text: string,
  ): Promise<string>;
  /**
   * Forgets toolkit images that were not used since a time, unless one is the
   * last of a kernel that the index lists.
   */
  forgetUnusedSince(time: Date): Promise<number>;
}

export class DatabaseKernelRecordStore implements KernelRecordStore {
  readonly #knex: Knex;
  readonly #records: RecordStore;

  constructor(knex: Knex, records: RecordStore) {
    this.#knex = knex;
    this.#records = records;
  }

  async find({ digest, unameRelease }: ToolkitKernel) {
    const key = { digest, uname_release: unameRelease };
    const [row] = await this.#knex('kernel_records')
      .where(key)
      .update({ used_at: new Date().toISOString() })
      .returning<{ record_id: string }[]>('record_id');
    const text = row && (await this.#records.read(row.record_id));
    return text === undefined ? undefined : { id: row.record_id, text };
  }

  async keep(
    {
      digest,
      unameRelease,
      source,
      kernel,
    }: Parameters<KernelRecordStore['keep']>[0],
    text: string,
  ): Promise<string> {
    const record = await packRecord(text);
    await this.#records.write([record]);
    await this.#knex('kernel_records')
      .insert({
        digest,
        uname_release: unameRelease,
        record_id: record.id,
        source_id: source,
        kernel,
        used_at: new Date().toISOString(),
      })
      .onConflict(['digest', 'uname_release'])
      .merge();
    return record.id;
  }

  async forgetUnusedSince(time: Date): Promise<number> {
    const knex = this.#knex;
    const same =
      (table: string, columns: string[]) => (part: Knex.QueryBuilder) =>
        columns.forEach(column =>
          part.whereRaw('?? = ??', [
            `${table}.${column}`,
            `kernel_records.${column}`,
          ]),
        );
    return knex('kernel_records')
      .where('used_at', '<', time.toISOString())
      .where(any =>
        any
          .whereNotExists(
            knex('kernels').modify(same('kernels', ['source_id', 'kernel'])),
          )
          .orWhereExists(
            knex('kernel_records as newer')
              .modify(same('newer', ['source_id', 'kernel', 'uname_release']))
              .whereRaw('newer.used_at > kernel_records.used_at'),
          ),
      )
      .delete();
  }
}
