import { ConflictError } from '@backstage/errors';
import type { MaintenanceRun } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import { v7 as uuidv7 } from 'uuid';

/** Runs of each library whose reports are kept. */
const KEPT_RUNS = 20;

/** The results of a run. */
export type MaintenanceReport = Pick<
  MaintenanceRun,
  'problems' | 'queued' | 'skipped' | 'tags'
>;

/** The results of a run whose backend died. */
const CUT_SHORT: MaintenanceReport = {
  problems: [
    'Its backend stopped during this run. Its queued builds are in the list of builds; the next run continues.',
  ],
  queued: [],
  skipped: [],
  tags: [],
};

/** A running run. */
export type StartedRun = Pick<
  MaintenanceRun,
  'id' | 'startedAt' | 'requestedBy'
>;

interface RunRow {
  id: string;
  library: string;
  running_library: string | null;
  requested_by: string;
  started_at: string;
  expires_at: string;
  finished_at: string | null;
  report: string | null;
}

/** Keeps the last runs over each library, and allows one at a time. */
export class MaintenanceRunStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * @param expiresAt - from then on the run counts as ended, because its
   * backend must have died
   * @throws ConflictError while another one runs, on any replica
   */
  async begin(
    library: string,
    requestedBy: string,
    expiresAt: Date,
  ): Promise<StartedRun> {
    const now = new Date().toISOString();
    await this.#knex<RunRow>('maintain_runs')
      .where('running_library', library)
      .where('expires_at', '<', now)
      .update({
        running_library: null,
        finished_at: now,
        report: JSON.stringify(CUT_SHORT),
      });
    const row: RunRow = {
      id: uuidv7(),
      library,
      running_library: library,
      requested_by: requestedBy,
      started_at: now,
      expires_at: expiresAt.toISOString(),
      finished_at: null,
      report: null,
    };
    const inserted = await this.#knex<RunRow>('maintain_runs')
      .insert(row)
      .onConflict('running_library')
      .ignore()
      .returning('id');
    if (inserted.length === 0) {
      throw new ConflictError(
        `The library ${library} is being maintained already; wait until that run ends.`,
      );
    }
    return { id: row.id, startedAt: now, requestedBy };
  }

  /** Ends a run with its report, and deletes the oldest reports. */
  async finish(
    library: string,
    run: StartedRun,
    report: MaintenanceReport,
  ): Promise<MaintenanceRun> {
    const finishedAt = new Date().toISOString();
    await this.#knex<RunRow>('maintain_runs')
      .where({ id: run.id })
      .update({
        running_library: null,
        finished_at: finishedAt,
        report: JSON.stringify(report),
      });
    const old = await this.#finished(library)
      .offset(KEPT_RUNS)
      .limit(KEPT_RUNS);
    await this.#knex<RunRow>('maintain_runs')
      .whereIn(
        'id',
        old.map(({ id }) => id),
      )
      .delete();
    return { ...run, finishedAt, ...report };
  }

  /** The last runs that have ended, newest first. */
  async list(library: string): Promise<MaintenanceRun[]> {
    const rows = await this.#finished(library).limit(KEPT_RUNS);
    return rows.map(row => ({
      id: row.id,
      startedAt: row.started_at,
      finishedAt: row.finished_at!,
      requestedBy: row.requested_by,
      ...(JSON.parse(row.report!) as MaintenanceReport),
    }));
  }

  async isRunning(library: string): Promise<boolean> {
    const row = await this.#knex<RunRow>('maintain_runs')
      .where('running_library', library)
      .where('expires_at', '>=', new Date().toISOString())
      .first('id');
    return row !== undefined;
  }

  #finished(library: string) {
    return this.#knex<RunRow>('maintain_runs')
      .where({ library })
      .whereNotNull('finished_at')
      .orderBy([
        { column: 'started_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ]);
  }
}
