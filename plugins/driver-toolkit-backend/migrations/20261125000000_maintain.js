// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('maintain_runs', table => {
    table.comment('The last runs over each library that is maintained');
    table.string('id').primary();
    table.string('library').notNullable();
    // Equal to the library while the run goes on, null afterwards: the unique
    // index is what makes a second one at the same time impossible.
    table.string('running_library').nullable().unique();
    table.text('requested_by').notNullable();
    table.string('started_at').notNullable();
    // A run that goes on after it belongs to a backend that died.
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
