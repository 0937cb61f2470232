// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('flavours', table => {
    table.text('obstacle').nullable().comment('Why it is not buildable');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('flavours', table => {
    table.dropColumn('obstacle');
  });
};
