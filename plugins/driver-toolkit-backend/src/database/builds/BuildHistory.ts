import {
  FINISHED_BUILD_STATES,
  type BuildError,
  type BuildState,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import { haveChanged, type BuildInputs } from '../../plans/BuildInputs';
import type { BuildPlan } from '../../plans/BuildPlan';
import type { BuildRow } from './buildRow';

/** How a build of an image for one architecture ended. */
export interface PastBuild {
  id: string;
  state: BuildState;
  /** Undefined if they were not stored. */
  inputs?: BuildInputs;
  finishedAt?: string;
  /**
   * How many builds of the same inputs in a row, up to this one, failed for a
   * transient reason; 0 if this one did not.
   */
  passingFailures: number;
}

/** Earlier builds of a library. */
export class BuildHistory {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * The last build of each image in a repository, by any requester.
   *
   * @returns by `kernel/architecture`
   */
  async lastBuilds(
    source: string,
    repository: string,
    kernels: readonly string[],
  ): Promise<ReadonlyMap<string, PastBuild>> {
    const rows = await this.#knex<BuildRow>('builds')
      .where({
        type: 'toolkit',
        source_id: source,
        repository_id: repository,
      })
      .whereIn('kernel', kernels)
      .orderBy([{ column: 'created_at' }, { column: 'id' }])
      .select(
        'id',
        'state',
        'kernel',
        'architecture',
        'plan',
        'error',
        'finished_at',
      );
    const last = new Map<string, PastBuild>();
    for (const row of rows) {
      const key = `${row.kernel}/${row.architecture}`;
      last.set(key, toPastBuild(row, last.get(key)));
    }
    return last;
  }

  /** Kernels with driver builds, finished or unfinished. */
  async kernelsWithDrivers(source: string): Promise<ReadonlySet<string>> {
    const kernels = await this.#knex<BuildRow>('builds')
      .where({ type: 'driver', source_id: source })
      .whereNotIn('state', ['failed', 'cancelled'])
      .distinct()
      .pluck('kernel');
    return new Set(kernels);
  }

  /** Kernels with an unfinished build of their image into a repository. */
  async kernelsUnderway(repository: string): Promise<ReadonlySet<string>> {
    const kernels = await this.#knex<BuildRow>('builds')
      .where({ type: 'toolkit', repository_id: repository })
      .whereNotIn('state', [...FINISHED_BUILD_STATES])
      .distinct()
      .pluck('kernel');
    return new Set(kernels);
  }
}

function toPastBuild(
  row: Pick<BuildRow, 'id' | 'state' | 'plan' | 'error' | 'finished_at'>,
  before: PastBuild | undefined,
): PastBuild {
  const inputs = inputsOf(JSON.parse(row.plan));
  const error: BuildError | undefined = row.error && JSON.parse(row.error);
  const isSame =
    before?.inputs && inputs && !haveChanged(before.inputs, inputs);
  return {
    id: row.id,
    state: row.state as BuildState,
    inputs,
    ...(row.finished_at !== null && { finishedAt: row.finished_at }),
    passingFailures:
      row.state === 'failed' && error?.transient
        ? ((isSame && before?.passingFailures) || 0) + 1
        : 0,
  };
}

function inputsOf(plan: BuildPlan): BuildInputs | undefined {
  return plan.type === 'toolkit' ? plan.inputs : undefined;
}
