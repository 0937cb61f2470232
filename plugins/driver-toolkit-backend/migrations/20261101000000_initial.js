// @ts-check

/**
 * Sort keys are compared byte by byte, with any collation of the database.
 *
 * @param {import('knex').Knex.CreateTableBuilder} table
 * @param {import('knex').Knex} knex
 */
function sortKey(table, knex) {
  const column = table.text('sort_key').notNullable();
  if (knex.client.config.client === 'pg') {
    column.collate('C');
  }
}

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('sources', table => {
    table.comment('What is known of each kernel source and image repository');
    table.string('id').primary();
    table.integer('items').notNullable().defaultTo(0);
    table.text('warnings').notNullable().defaultTo('[]');
    table.string('last_attempt').nullable();
    table.string('last_success').nullable();
    table.text('error').nullable();
  });

  await knex.schema.createTable('kernels', table => {
    table.comment('Last good reading of the kernel sources');
    table.string('source_id').notNullable();
    table.string('kernel').notNullable();
    table.string('tag').notNullable().index();
    sortKey(table, knex);
    table.primary(['source_id', 'kernel']);
    table.index(['sort_key', 'source_id', 'kernel']);
  });

  await knex.schema.createTable('flavours', table => {
    table.comment('Architectures and variants of each kernel');
    table.string('source_id').notNullable();
    table.string('kernel').notNullable();
    table.string('architecture').notNullable();
    table.string('variant').notNullable();
    table.string('release').notNullable();
    table.string('uname_release').notNullable();
    table.boolean('buildable').notNullable();
    table.text('packages').notNullable();
    table.primary(['source_id', 'kernel', 'architecture', 'variant']);
  });

  await knex.schema.createTable('images', table => {
    table.comment('Last good reading of the image repositories, by tag');
    table.string('repository_id').notNullable();
    table.string('tag').notNullable();
    sortKey(table, knex);
    table.text('details').notNullable();
    table.primary(['repository_id', 'tag']);
    table.index(['tag']);
    table.index(['sort_key', 'repository_id', 'tag']);
  });

  await knex.schema.createTable('content', table => {
    table.comment('Manifests and configs by digest: immutable, so kept');
    table.string('digest').primary();
    table.text('content', 'longtext').notNullable();
  });

  await knex.schema.createTable('builds', table => {
    table.string('id').primary();
    table.string('type').notNullable();
    table.string('state').notNullable();
    table.text('target').notNullable();
    // Equal to the target while the build is unfinished, null afterwards: the
    // unique index prevents a second unfinished build.
    table.text('unfinished_target').nullable().unique();
    table.string('source_id').notNullable();
    table.string('kernel').notNullable();
    table.string('architecture').notNullable();
    table.string('variant').notNullable();
    table.string('repository_id').nullable();
    // Entities on whose pages the build is listed.
    table.text('entity_ref').nullable().index();
    table.text('kernel_entity_ref').nullable().index();
    table.text('image_entity_ref').nullable().index();
    table.text('image_reference').notNullable();
    table.text('plan').notNullable();
    table.text('requested_by').notNullable();
    table.string('created_at').notNullable();
    table.string('started_at').nullable();
    table.string('finished_at').nullable();
    table.boolean('cancel_requested').notNullable().defaultTo(false);
    table.string('builder').nullable();
    table.string('lease').nullable();
    table.string('lease_until').nullable();
    table.integer('interruptions').notNullable().defaultTo(0);
    table.string('digest').nullable();
    table.text('error').nullable();
    table.index(['created_at', 'id']);
    table.index(['state', 'created_at']);
    table.index(['source_id', 'kernel', 'created_at']);
  });

  await knex.schema.createTable('build_log', table => {
    table.string('build_id').notNullable();
    table.integer('seq').notNullable();
    table.string('time').notNullable();
    table.text('line').notNullable();
    table.primary(['build_id', 'seq']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'build_log',
    'builds',
    'content',
    'images',
    'flavours',
    'kernels',
    'sources',
  ]) {
    await knex.schema.dropTable(table);
  }
};
