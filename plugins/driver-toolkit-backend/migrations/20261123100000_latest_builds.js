// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('builds', table => {
    // Whether it is the newest build of its target and architecture.
    table.boolean('latest').notNullable().defaultTo(true);
    table.index(['target', 'architecture'], 'builds_target_index');
  });
  await knex('builds')
    .whereExists(
      knex
        .from({ newer: 'builds' })
        .whereRaw('newer.target = builds.target')
        .whereRaw('newer.architecture = builds.architecture')
        .whereRaw(
          '(newer.created_at > builds.created_at or (newer.created_at = builds.created_at and newer.id > builds.id))',
        )
        .select(knex.raw('1')),
    )
    .update({ latest: false });
  await knex.schema.alterTable('builds', table => {
    table.index(['latest', 'source_id', 'kernel'], 'builds_latest_index');
    table.dropIndex(['source_id', 'kernel', 'created_at']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('builds', table => {
    table.dropIndex([], 'builds_latest_index');
    table.dropIndex([], 'builds_target_index');
    table.index(['source_id', 'kernel', 'created_at']);
    table.dropColumn('latest');
  });
};
