import type {
  BuildVerdict,
  DriverVerdict,
  Page,
  VerdictFilter,
  VerdictSummary,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import { within, type BuildScope } from '../builds/BuildScope';
import { decodeCursor, encodeCursor } from '../builds/cursor';
import { insertMissing } from '../insertRows';
import { packRecord, type RecordStore } from './RecordStore';
import { termsOf, toRow, toSummary, type VerdictRow } from './verdictRow';
import type { JudgedBuild, VerdictStore } from './VerdictStore';
import { writeVerdict } from './writeVerdict';

const DEFAULT_LIMIT = 50;
/** What verdicts can be found by. */
const KINDS = ['module', 'symbol', 'srcversion', 'signer'] as const;
/** A driver has one image for each of them. */
const CELL = ['entity_ref', 'source_id', 'kernel', 'variant', 'architecture'];

export class DatabaseVerdictStore implements VerdictStore {
  readonly #knex: Knex;
  readonly #records: RecordStore;

  constructor(knex: Knex, records: RecordStore) {
    this.#knex = knex;
    this.#records = records;
  }

  async keep(build: JudgedBuild, verdict: DriverVerdict): Promise<void> {
    const terms = termsOf(verdict);
    const [record, termSet] = await Promise.all([
      packRecord(writeVerdict(verdict)),
      packRecord(JSON.stringify(terms)),
    ]);
    await this.#records.write([record, termSet]);
    await insertMissing(
      this.#knex,
      'verdict_terms',
      terms.map(([kind, value]) => ({ terms_id: termSet.id, kind, value })),
    );
    await this.#knex<VerdictRow>('driver_verdicts')
      .insert(
        toRow(build, verdict, { recordId: record.id, termsId: termSet.id }),
      )
      .onConflict('build_id')
      .merge();
  }

  async setDigest(buildId: string, digest: string): Promise<void> {
    await this.#knex<VerdictRow>('driver_verdicts')
      .where('build_id', buildId)
      .update({ digest });
  }

  async ofBuild(
    buildId: string,
    scope?: BuildScope,
  ): Promise<BuildVerdict | undefined> {
    const row = await this.#verdicts(scope).where('build_id', buildId).first();
    const text = row && (await this.#records.read(row.record_id));
    return text === undefined
      ? undefined
      : { ...toSummary(row!), verdict: JSON.parse(text) };
  }

  async list(
    filter: VerdictFilter,
    scope?: BuildScope,
  ): Promise<Page<VerdictSummary>> {
    const limit = filter.limit ?? DEFAULT_LIMIT;
    const matching = this.#verdicts(scope);
    for (const kind of KINDS) {
      const value = filter[kind];
      if (value !== undefined) {
        matching.whereIn(
          'terms_id',
          this.#knex('verdict_terms').where({ kind, value }).select('terms_id'),
        );
      }
    }
    if (filter.record !== undefined) {
      matching.where('record_id', filter.record);
    }
    if (filter.entityRef !== undefined) {
      matching.where('entity_ref', filter.entityRef);
    }
    if (filter.latest) {
      matching.whereIn('build_id', this.#latest(filter.entityRef));
    }
    const page = matching
      .clone()
      .orderBy('build_id', 'desc')
      .limit(limit + 1);
    if (filter.cursor !== undefined) {
      page.where('build_id', '<', decodeCursor(filter.cursor, 1)[0]);
    }
    const [rows, [{ count }]] = await Promise.all([
      page,
      matching.clone().clearSelect().count({ count: '*' }),
    ]);
    const items = rows.slice(0, limit).map(toSummary);
    return {
      items,
      totalItems: Number(count),
      ...(rows.length > limit && {
        nextCursor: encodeCursor([items[items.length - 1].buildId]),
      }),
    };
  }

  async removeOld(): Promise<number> {
    const knex = this.#knex;
    return knex('driver_verdicts')
      .whereNotExists(
        knex('builds').whereRaw('builds.id = driver_verdicts.build_id'),
      )
      .whereNotIn(
        'build_id',
        // In a table of its own, since some databases do not read what they delete.
        knex
          .from(
            knex('driver_verdicts')
              .whereNotNull('digest')
              .groupBy('image_reference', 'architecture')
              .max({ build_id: 'build_id' })
              .as('pushed'),
          )
          .select('build_id'),
      )
      .delete();
  }

  /** Ids of builds begin with their time. */
  #latest(entityRef: string | undefined): Knex.QueryBuilder {
    const latest = this.#knex('driver_verdicts').groupBy(CELL).max('build_id');
    return entityRef === undefined
      ? latest
      : latest.where('entity_ref', entityRef);
  }

  /** With the columns of builds that a scope looks at. */
  #verdicts(
    scope: BuildScope | undefined,
  ): Knex.QueryBuilder<VerdictRow, VerdictRow[]> {
    const verdicts = this.#knex('driver_verdicts').select(
      '*',
      this.#knex.raw("'driver' as type"),
    );
    return this.#knex
      .from(verdicts.as('verdicts'))
      .select('*')
      .modify(within(this.#knex, scope));
  }
}
