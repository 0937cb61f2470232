import type { BuildState } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import type { BuildRow } from './buildRow';

/** Final states that show whether the build works. */
const OUTCOMES: readonly BuildState[] = ['succeeded', 'failed'];

/** How earlier builds of the same targets ended. */
export class PastOutcomes {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * How the previous build of the same tag and architecture ended; cancelled
   * builds don't count.
   *
   * @returns undefined if there was none
   */
  async before(
    id: string,
  ): Promise<Extract<BuildState, 'succeeded' | 'failed'> | undefined> {
    const own = (column: string) =>
      this.#knex('builds').select(column).where({ id });
    const row = await this.#knex<BuildRow>('builds')
      .where('target', own('target'))
      .where('architecture', own('architecture'))
      .where('created_at', '<=', own('created_at'))
      .whereNot({ id })
      .whereIn('state', [...OUTCOMES])
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .first('state');
    return row?.state as 'succeeded' | 'failed' | undefined;
  }
}
