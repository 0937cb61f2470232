import type { Knex } from 'knex';
import type { BuildClaim } from './BuildStore';

/** Keeps to the queued builds that a builder can run. */
export function runnableBy({
  builder,
  architectures,
}: Pick<BuildClaim, 'builder' | 'architectures'>) {
  return (builds: Knex.QueryBuilder): Knex.QueryBuilder =>
    builds
      .where('state', 'queued')
      .whereIn('architecture', architectures)
      .where(any =>
        any.whereNull('required_builder').orWhere('required_builder', builder),
      );
}
