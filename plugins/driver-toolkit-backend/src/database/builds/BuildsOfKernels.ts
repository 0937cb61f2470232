import type {
  BuildState,
  BuildType,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import type { BuildRow } from './buildRow';

/** The part of a build that its kernel's coverage needs. */
export interface BuildOfKernel {
  id: string;
  type: BuildType;
  state: BuildState;
  source: string;
  kernel: string;
  architecture: string;
  /** The driver container, of a driver build. */
  entityRef?: string;
  createdAt: string;
  imageReference: string;
  digest?: string;
}

const COLUMNS = [
  'id',
  'type',
  'state',
  'source_id',
  'kernel',
  'architecture',
  'entity_ref',
  'created_at',
  'image_reference',
  'digest',
] as const;

/** Finds the builds of kernels. */
export class DatabaseBuildsOfKernels {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * The latest build of each target, oldest first.
   *
   * @param driver - limits driver builds to this entity
   */
  async latestOfKernels(
    kernels: { source: string; kernel: string }[],
    driver?: string,
  ): Promise<BuildOfKernel[]> {
    const query = this.#knex<BuildRow>('builds')
      .where('latest', true)
      .whereIn('source_id', [...new Set(kernels.map(k => k.source))])
      .whereIn('kernel', [...new Set(kernels.map(k => k.kernel))])
      .orderBy([{ column: 'created_at' }, { column: 'id' }])
      .select(...COLUMNS);
    if (driver !== undefined) {
      query.where(any =>
        any.where('type', 'toolkit').orWhere('entity_ref', driver),
      );
    }
    return (await query).map(row => ({
      id: row.id,
      type: row.type as BuildType,
      state: row.state as BuildState,
      source: row.source_id,
      kernel: row.kernel,
      architecture: row.architecture,
      entityRef: row.entity_ref ?? undefined,
      createdAt: row.created_at,
      imageReference: row.image_reference,
      digest: row.digest ?? undefined,
    }));
  }
}
