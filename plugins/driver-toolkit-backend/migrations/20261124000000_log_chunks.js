// @ts-check

const BATCH_LINES = 1000;

/**
 * Lines are stored together, as a JSON array with one entry for consecutive
 * lines of the same time: `[["2026-11-24T10:00:00.000Z", "a line", "the next"],
 * …]`.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('build_log_chunks', table => {
    table.comment('The lines of builds, many to a row');
    table.string('build_id').notNullable();
    // The number of the last line; the row's other lines have the numbers
    // before it.
    table.integer('seq').notNullable();
    table.text('lines').notNullable();
    // Bytes of the lines with their line ends; 0 if the row reports dropped
    // lines.
    table.integer('bytes').notNullable();
    table.primary(['build_id', 'seq']);
  });
  const builds = await knex('build_log').distinct('build_id');
  for (const { build_id } of builds) {
    for await (const rows of batches(knex, 'build_log', build_id)) {
      // Numbers have gaps if a log was cut by hand, but not within a row.
      const runs = splitWhere(rows, (a, b) => b.seq !== a.seq + 1);
      for (const run of runs) {
        await knex('build_log_chunks').insert({
          build_id,
          seq: run[run.length - 1].seq,
          lines: JSON.stringify(
            splitWhere(run, (a, b) => a.time !== b.time).map(lines => [
              lines[0].time,
              ...lines.map(({ line }) => line),
            ]),
          ),
          bytes: run.reduce(
            (sum, { line }) => sum + Buffer.byteLength(line) + 1,
            0,
          ),
        });
      }
    }
  }
  await knex.schema.dropTable('build_log');
  await knex.schema.renameTable('build_log_chunks', 'build_log');
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.createTable('build_log_lines', table => {
    table.string('build_id').notNullable();
    table.integer('seq').notNullable();
    table.string('time').notNullable();
    table.text('line').notNullable();
    table.primary(['build_id', 'seq']);
  });
  const builds = await knex('build_log').distinct('build_id');
  for (const { build_id } of builds) {
    for await (const chunks of batches(knex, 'build_log', build_id, 1)) {
      const [{ seq: last, lines }] = chunks;
      /** @type {[string, ...string[]][]} */
      const runs = JSON.parse(lines);
      const rows = runs.flatMap(([time, ...run]) =>
        run.map(line => ({ build_id, time, line })),
      );
      for (let i = 0; i < rows.length; i++) {
        await knex('build_log_lines').insert({
          ...rows[i],
          seq: last - rows.length + 1 + i,
        });
      }
    }
  }
  await knex.schema.dropTable('build_log');
  await knex.schema.renameTable('build_log_lines', 'build_log');
};

/**
 * The rows of a build, in order.
 *
 * @param {import('knex').Knex} knex
 * @param {string} table
 * @param {string} buildId
 */
async function* batches(knex, table, buildId, size = BATCH_LINES) {
  for (let after = 0; ; ) {
    const rows = await knex(table)
      .where({ build_id: buildId })
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(size);
    if (rows.length === 0) {
      return;
    }
    yield rows;
    after = rows[rows.length - 1].seq;
  }
}

/**
 * @template T
 * @param {T[]} items - at least one
 * @param {(before: T, after: T) => boolean} isBetween
 * @returns {T[][]}
 */
function splitWhere(items, isBetween) {
  const runs = [[items[0]]];
  for (let i = 1; i < items.length; i++) {
    if (isBetween(items[i - 1], items[i])) {
      runs.push([]);
    }
    runs[runs.length - 1].push(items[i]);
  }
  return runs;
}
