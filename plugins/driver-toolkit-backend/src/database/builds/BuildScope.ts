import type { Knex } from 'knex';

/** The builds that a caller may read, in terms that the database can query. */
export type BuildScope =
  | { allOf: BuildScope[] }
  | { anyOf: BuildScope[] }
  | { not: BuildScope }
  | { requesters: readonly string[] }
  | {
      /** Entities whose driver builds are included. */
      drivers: readonly string[];
      /** Whether toolkit builds are included. */
      toolkits: boolean;
    };

/**
 * Limits a query on builds to a scope; without a scope the query stays
 * unlimited.
 */
export function within(
  knex: Knex,
  scope: BuildScope | undefined,
): (query: Knex.QueryBuilder) => void {
  return query => {
    if (scope) {
      // As a group, so that the query's other conditions hold as well.
      query.where(group => addScope(group, scope, knex));
    }
  };
}

function addScope(
  query: Knex.QueryBuilder,
  scope: BuildScope,
  knex: Knex,
): void {
  if ('allOf' in scope) {
    // Knex omits a group without conditions, together with its `not`.
    query.whereRaw('1 = 1');
    scope.allOf.forEach(part =>
      query.where(group => addScope(group, part, knex)),
    );
  } else if ('anyOf' in scope) {
    query.whereRaw('1 = 0');
    scope.anyOf.forEach(part =>
      query.orWhere(group => addScope(group, part, knex)),
    );
  } else if ('not' in scope) {
    query.whereNot(group => addScope(group, scope.not, knex));
  } else if ('requesters' in scope) {
    query.whereRaw(isOneOf(knex, 'requested_by', scope.requesters));
  } else {
    query.where(driver =>
      driver
        .where('type', 'driver')
        .whereRaw(isOneOf(knex, 'entity_ref', scope.drivers)),
    );
    if (scope.toolkits) {
      query.orWhere('type', 'toolkit');
    }
  }
}

/** Binds all values as one, because databases limit the number of bindings. */
function isOneOf(
  knex: Knex,
  expression: string,
  values: readonly string[],
): Knex.Raw {
  return knex.client.config.client === 'pg'
    ? knex.raw(`${expression} = any(?::text[])`, [[...values]])
    : knex.raw(`${expression} in (select value from json_each(?))`, [
        JSON.stringify(values),
      ]);
}
