// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('kernels', table => {
    table
      .text('releases_without_toolkit', 'longtext')
      .nullable()
      .comment('JSON: releases of its source whose nodes run it all the same');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('kernels', table => {
    table.dropColumn('releases_without_toolkit');
  });
};
