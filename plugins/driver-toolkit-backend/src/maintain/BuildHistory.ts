import {
  FINISHED_BUILD_STATES,
  type BuildState,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import type { BuildInputs } from '../builds/BuildInputs';
import type { BuildPlan } from '../builds/BuildPlan';
import type { BuildRow } from '../database/buildRow';

/** How a build of an image for one architecture ended. */
export interface PastBuild {
  id: string;
  state: BuildState;
  /** Undefined where they were not noted. */
  inputs?: BuildInputs;
}

/** What earlier builds tell of a library. */
export class BuildHistory {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * The last build of each image in a repository, whoever asked for it.
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
      .select('id', 'state', 'kernel', 'architecture', 'plan');
    return new Map(
      rows.map((row): [string, PastBuild] => [
        `${row.kernel}/${row.architecture}`,
        {
          id: row.id,
          state: row.state as BuildState,
          inputs: inputsOf(JSON.parse(row.plan)),
        },
      ]),
    );
  }

  /** Kernels that drivers were built for, or are being built for. */
  async kernelsWithDrivers(source: string): Promise<ReadonlySet<string>> {
    const kernels = await this.#knex<BuildRow>('builds')
      .where({ type: 'driver', source_id: source })
      .whereNotIn('state', ['failed', 'cancelled'])
      .distinct()
      .pluck('kernel');
    return new Set(kernels);
  }

  /** Kernels whose image is being built into a repository. */
  async kernelsUnderway(repository: string): Promise<ReadonlySet<string>> {
    const kernels = await this.#knex<BuildRow>('builds')
      .where({ type: 'toolkit', repository_id: repository })
      .whereNotIn('state', [...FINISHED_BUILD_STATES])
      .distinct()
      .pluck('kernel');
    return new Set(kernels);
  }
}

function inputsOf(plan: BuildPlan): BuildInputs | undefined {
  return plan.type === 'toolkit' ? plan.inputs : undefined;
}
