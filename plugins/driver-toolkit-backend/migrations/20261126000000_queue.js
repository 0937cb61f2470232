// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('builds', table => {
    // Queued builds with a higher priority run first.
    table.integer('priority').notNullable().defaultTo(0);
  });
  await knex('builds')
    .where('requested_by', 'like', 'user:%')
    .update({ priority: 100 });
  // Left by a backend that died while it took builds from lost workers. Now,
  // builds are taken when their leases end, without a state in between.
  await knex('builds')
    .where('state', 'interrupted')
    .update({ state: 'running', lease_until: new Date(0).toISOString() });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('builds', table => {
    table.dropColumn('priority');
  });
};
