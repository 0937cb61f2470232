// @ts-check

const { zstdCompressSync, zstdDecompressSync } = require('node:zlib');

/** Each has 128 KiB of lines, or one longer line. */
const BATCH_ROWS = 64;

/**
 * Lines are stored compressed, with Zstandard: a line of JSON with the number
 * of lines at each time, `[["2026-11-28T10:00:00.000Z", 2], …]`, followed by
 * the lines.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('build_log_compressed', table => {
    table.comment('The lines of builds, many to a row');
    table.string('build_id').notNullable();
    // The number of the last line; the row's other lines have the numbers
    // before it.
    table.integer('seq').notNullable();
    table.binary('lines').notNullable();
    // Bytes of the lines with their line ends; 0 if the row reports dropped
    // lines.
    table.integer('bytes').notNullable();
    table.primary(['build_id', 'seq']);
  });
  await replaceLog(knex, 'build_log_compressed', lines => {
    /** @type {[string, ...string[]][]} */
    const runs = JSON.parse(lines);
    const header = runs.map(([time, ...run]) => [time, run.length]);
    const text = runs.flatMap(([, ...run]) => run).join('\n');
    return zstdCompressSync(`${JSON.stringify(header)}\n${text}`);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.createTable('build_log_text', table => {
    table.comment('The lines of builds, many to a row');
    table.string('build_id').notNullable();
    table.integer('seq').notNullable();
    table.text('lines').notNullable();
    table.integer('bytes').notNullable();
    table.primary(['build_id', 'seq']);
  });
  await replaceLog(knex, 'build_log_text', lines => {
    const [header, ...all] = zstdDecompressSync(lines).toString().split('\n');
    /** @type {[string, number][]} */
    const runs = JSON.parse(header);
    return JSON.stringify(
      runs.map(([time, count]) => [time, ...all.splice(0, count)]),
    );
  });
};

/**
 * @param {import('knex').Knex} knex
 * @param {string} table - replaces the log, with its rows
 * @param {(lines: any) => string | Buffer} convert - the lines of a row
 */
async function replaceLog(knex, table, convert) {
  const builds = await knex('build_log').distinct('build_id');
  for (const { build_id } of builds) {
    for (let after = 0; ; ) {
      const rows = await knex('build_log')
        .where({ build_id })
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(BATCH_ROWS);
      if (rows.length === 0) {
        break;
      }
      await knex(table).insert(
        rows.map(row => ({ ...row, lines: convert(row.lines) })),
      );
      after = rows[rows.length - 1].seq;
    }
  }
  await knex.schema.dropTable('build_log');
  await knex.schema.renameTable(table, 'build_log');
}
