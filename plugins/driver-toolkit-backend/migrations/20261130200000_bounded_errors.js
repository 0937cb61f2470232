// @ts-check

/** Characters of JSON. Longer errors are cut to their message. */
const MAX_ERROR = 64 * 1024;
const MAX_MESSAGE = 4000;
const BATCH_ROWS = 100;

/** The message, as far as whole characters of it are there, and its end. */
const MESSAGE = /^\{"message":"((?:[^"\\]|\\u[0-9a-f]{4}|\\[^u])*)("?)/i;

/**
 * Errors of builds are bounded from now on, so those are cut that came before:
 * one alone may have more than all others together. No row is read whole.
 *
 * No column changes: older backends can go on with the same database.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
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
};

/** What was cut is gone; what is left can be read by every version. */
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
