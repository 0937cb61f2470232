// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  // Builds of a tag's architectures run in parallel, except for the push: each
  // pushes a list that includes the tag's images of the others.
  await knex('builds')
    .whereNotNull('unfinished_target')
    .update({
      unfinished_target: knex.raw("target || '/' || architecture"),
    });
  await knex.raw(
    "create unique index builds_pushing_index on builds (target) where state = 'pushing'",
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('drop index builds_pushing_index');
  // Only one build of a tag may be unfinished again: the first.
  await knex('builds')
    .whereNotNull('unfinished_target')
    .whereExists(
      knex
        .from({ other: 'builds' })
        .whereRaw('other.target = builds.target')
        .whereNotNull('other.unfinished_target')
        .whereRaw('other.id < builds.id')
        .select(knex.raw('1')),
    )
    .update({
      state: 'cancelled',
      finished_at: new Date().toISOString(),
      unfinished_target: null,
      lease: null,
      lease_until: null,
    });
  await knex('builds')
    .whereNotNull('unfinished_target')
    .update({ unfinished_target: knex.raw('target') });
};
