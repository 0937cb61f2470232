// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('maintain_runs', table => {
    table.comment('The last runs over each library that is maintained');
    table.string('id').primary();
    table.string('library').notNullable();
    // Equal to the library during the run, null afterwards: the unique index
    // prevents a second run at the same time.
    table.string('running_library').nullable().unique();
    table.text('requested_by').notNullable();
    table.string('started_at').notNullable();
    // A run that has not ended by then belongs to a dead backend.
    table.string('expires_at').notNullable();
    table.string('finished_at').nullable();
    table.text('report', 'longtext').nullable();
    table.index(['library', 'started_at']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('maintain_runs');
};
