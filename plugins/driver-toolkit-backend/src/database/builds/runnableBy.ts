import type { Knex } from 'knex';
import type { BuildClaim } from './BuildStore';

/** Selects the queued builds that a builder can run. */
export function runnableBy({
  builder,
  architectures,
  types,
}: Pick<BuildClaim, 'builder' | 'architectures' | 'types'>) {
  return (builds: Knex.QueryBuilder): Knex.QueryBuilder =>
    builds
      .where('state', 'queued')
      .whereIn('architecture', architectures)
      .modify(some => {
        if (types) {
          some.whereIn('type', types);
        }
      })
      .where(any =>
        any.whereNull('required_builder').orWhere('required_builder', builder),
      );
}
