// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('records', table => {
    table.comment('Compressed records by the hash of their content');
    table.string('id').primary();
    table.binary('content').notNullable();
    table.string('used_at').notNullable().comment('When it was last stored');
  });

  await knex.schema.createTable('driver_verdicts', table => {
    table.comment('What was found out about the image of each driver build');
    table.string('build_id').primary();
    table.string('record_id').notNullable().index();
    table.string('terms_id').notNullable().index();
    table.string('symbol_record_id').nullable().index();
    table.text('entity_ref').notNullable();
    table.text('requested_by').notNullable();
    table.string('source_id').notNullable();
    table.string('kernel').notNullable();
    table.string('variant').notNullable();
    table.string('architecture').notNullable();
    table.string('uname_release').notNullable();
    table.text('image_reference').notNullable();
    table.string('digest').nullable().comment('Null unless it was pushed');
    table.boolean('passed').notNullable();
    table.text('summary').notNullable().comment('JSON: what lists show');
    table.string('checked_at').notNullable();
    table.index(['entity_ref', 'build_id']);
    table.index(['image_reference', 'architecture', 'build_id']);
  });

  await knex.schema.createTable('verdict_terms', table => {
    table.comment(
      'What verdicts can be found by. Rebuilds for other kernels share a set.',
    );
    table.string('terms_id').notNullable();
    table.string('kind').notNullable();
    table.text('value').notNullable();
    table.primary(['terms_id', 'kind', 'value']);
    table.index(['value', 'kind']);
  });

  await knex.schema.createTable('kernel_records', table => {
    table.comment('What the kernels of toolkit images offer to modules');
    table.string('digest').notNullable().comment('Of the toolkit image');
    table.string('uname_release').notNullable();
    table.string('record_id').notNullable().index();
    table.string('source_id').notNullable();
    table.string('kernel').notNullable();
    table.string('used_at').notNullable();
    table.primary(['digest', 'uname_release']);
    table.index(['source_id', 'kernel', 'uname_release']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('kernel_records');
  await knex.schema.dropTable('verdict_terms');
  await knex.schema.dropTable('driver_verdicts');
  await knex.schema.dropTable('records');
};
