import type { LogLine } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import { insertRows } from './insertRows';

/** Keeps the lines of builds. */
export interface BuildLogStore {
  append(buildId: string, lines: readonly LogLine[]): Promise<void>;
  /** At most `limit` lines from the one after `after`, in order. */
  read(buildId: string, after: number, limit: number): Promise<LogLine[]>;
  /** Sequence number of the last line; 0 when there is none. */
  lastSequence(buildId: string): Promise<number>;
}

export class DatabaseBuildLogStore implements BuildLogStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async append(buildId: string, lines: readonly LogLine[]): Promise<void> {
    const rows = lines.map(line => ({ build_id: buildId, ...line }));
    await this.#knex.transaction(tx => insertRows(tx, 'build_log', rows));
  }

  async read(
    buildId: string,
    after: number,
    limit: number,
  ): Promise<LogLine[]> {
    return this.#knex('build_log')
      .where({ build_id: buildId })
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(limit)
      .select('seq', 'time', 'line');
  }

  async lastSequence(buildId: string): Promise<number> {
    const [{ last }] = await this.#knex('build_log')
      .where({ build_id: buildId })
      .max({ last: 'seq' });
    return Number(last ?? 0);
  }
}
