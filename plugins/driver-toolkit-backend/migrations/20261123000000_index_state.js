// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('sources', table => {
    // Reads are numbered when they begin. One that began before the stored one
    // must not replace it.
    table.integer('attempts').notNullable().defaultTo(0);
    table.integer('stored_attempt').notNullable().defaultTo(0);
    // A reading that the guard against mass removal holds back, if any.
    table.text('held').nullable();
    // Since when architectures could not be read, by name.
    table.text('incomplete').notNullable().defaultTo('{}');
  });
  await knex.schema.alterTable('kernels', table => {
    table.boolean('retired').notNullable().defaultTo(false);
    table.text('toolkit_images').nullable();
  });
  await knex.schema.alterTable('builds', table => {
    // Null if any builder of the architecture can be used.
    table.string('required_builder').nullable();
  });
  await knex.schema.createTable('toolkit_inputs', table => {
    table.comment('What toolkit images are built from, as it was last seen');
    table.string('name').primary();
    table.string('digest').notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('toolkit_inputs');
  await knex.schema.alterTable('builds', table => {
    table.dropColumn('required_builder');
  });
  await knex.schema.alterTable('kernels', table => {
    table.dropColumns('retired', 'toolkit_images');
  });
  await knex.schema.alterTable('sources', table => {
    table.dropColumns('attempts', 'stored_attempt', 'held', 'incomplete');
  });
};
