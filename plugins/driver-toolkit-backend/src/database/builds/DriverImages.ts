import type { Knex } from 'knex';
import type { DriverPlan } from '../../plans/BuildPlan';
import type { BuildRow } from './buildRow';

/** The image that a driver's last good build for a kernel pushed. */
export interface DriverImageOfKernel {
  unameRelease: string;
  /** Kernel source. */
  source: string;
  /** version-release */
  kernel: string;
  /** `image:tag` */
  reference: string;
  digest: string;
  /** `image@digest` of the builder stage. */
  toolkitImage: string;
}

/** Builds that are looked at: those before are of kernels long gone. */
const MAX_BUILDS = 1_000;

/** Finds the images that were built of drivers. */
export class DatabaseDriverImages {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** One for each kernel, the last built first. */
  async imagesOf(entityRef: string): Promise<DriverImageOfKernel[]> {
    const rows = await this.#knex<BuildRow>('builds')
      .where({ type: 'driver', entity_ref: entityRef, state: 'succeeded' })
      .whereNotNull('digest')
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(MAX_BUILDS)
      .select('source_id', 'kernel', 'image_reference', 'digest', 'plan');
    const images = new Map<string, DriverImageOfKernel>();
    for (const row of rows) {
      const { unameRelease, toolkitImage } = JSON.parse(row.plan) as DriverPlan;
      if (!images.has(unameRelease)) {
        images.set(unameRelease, {
          unameRelease,
          source: row.source_id,
          kernel: row.kernel,
          reference: row.image_reference,
          digest: row.digest!,
          toolkitImage,
        });
      }
    }
    return [...images.values()];
  }
}
