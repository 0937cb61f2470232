// @ts-check

const { zstdCompressSync, zstdDecompressSync } = require('node:zlib');

/** Characters of JSON. Longer errors are cut to their message. */
const MAX_ERROR = 64 * 1024;
const MAX_MESSAGE = 4000;
const BATCH_ROWS = 100;

/** The message, up to its last whole character, and its end. */
const MESSAGE = /^\{"message":"((?:[^"\\]|\\u[0-9a-f]{4}|\\[^u])*)("?)/i;

/**
 * Bytes of a row of the log; a row has more only if it has a line that is too
 * long.
 */
const MAX_LOG_ROW = 512 * 1024;
/** Bytes of a line that are kept, like for output of programs. */
const MAX_LINE = 64 * 1024;
const LINE_END = '\n'.charCodeAt(0);

/**
 * From now on, errors of builds and their log lines have a limit. This cuts
 * earlier ones, because a single one may be larger than all others together. It
 * reads no error completely.
 *
 * No column changes: older backends can continue to use the same database.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await cutErrors(knex);
  await cutLogs(knex);
};

/** @param {import('knex').Knex} knex */
async function cutErrors(knex) {
  for (let after = ''; ; ) {
    const rows = await knex('builds')
      .whereRaw('length(error) > ?', [MAX_ERROR])
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH_ROWS)
      .select(
        'id',
        knex.raw('substr(error, 1, ?) as beginning', [2 * MAX_MESSAGE]),
      );
    for (const { id, beginning } of rows) {
      await knex('builds')
        .where({ id })
        .update({ error: JSON.stringify({ message: messageOf(beginning) }) });
    }
    if (rows.length < BATCH_ROWS) {
      return;
    }
    after = rows[rows.length - 1].id;
  }
}

/** @param {import('knex').Knex} knex */
async function cutLogs(knex) {
  const rows = await knex('build_log')
    .where('bytes', '>', MAX_LOG_ROW)
    .select('build_id', 'seq');
  for (const { build_id, seq } of rows) {
    const { lines } = await knex('build_log').where({ build_id, seq }).first();
    const content = zstdDecompressSync(lines);
    const headerEnd = content.indexOf(LINE_END) + 1;
    const text = cutLines(content.subarray(headerEnd));
    await knex('build_log')
      .where({ build_id, seq })
      .update({
        lines: zstdCompressSync(
          Buffer.concat([content.subarray(0, headerEnd), text]),
        ),
        bytes: text.length + 1,
      });
  }
}

/** @param {Buffer} text */
function cutLines(text) {
  const parts = [];
  for (let start = 0; start <= text.length; ) {
    const found = text.indexOf(LINE_END, start);
    const end = found === -1 ? text.length : found;
    parts.push(
      end - start > MAX_LINE
        ? Buffer.concat([
            // A character that is cut in two becomes a replacement character.
            Buffer.from(text.toString('utf8', start, start + MAX_LINE)),
            Buffer.from(' … the rest of this line was dropped …'),
          ])
        : text.subarray(start, end),
      Buffer.from('\n'),
    );
    start = end + 1;
  }
  parts.pop();
  return Buffer.concat(parts);
}

/** The removed parts are lost; every version can read the rest. */
exports.down = async function down() {};

/** @param {string} beginning - of an error's JSON */
function messageOf(beginning) {
  const [, begun, end] = MESSAGE.exec(beginning) ?? [];
  if (!begun) {
    return 'The build failed; its log says why.';
  }
  /** @type {string} */
  const message = JSON.parse(`"${begun}"`);
  return end && message.length <= MAX_MESSAGE
    ? message
    : `${message.slice(0, MAX_MESSAGE - 1)}…`;
}
