import { parseArgs } from 'node:util';
import { UserError } from '../terminal/UserError.mjs';
import { areas } from './areas.mjs';

export const mutateUsage = `npm run mutate -- [options] [files]

Puts small mistakes into source files, one at a time, runs the tests nearby and prints the mistakes that no test
noticed. The reports with all of them are .cache/mutate/*.html.

  npm run mutate -- SecretMask.ts        the files whose path ends so; folders too
  npm run mutate -- --since main         the lines that changed since that commit
  npm run mutate -- --area queue         ${areas
    .map(area => area.name)
    .join(', ')}

  --record       keep the outcome in scripts/mutate/baseline.json
  --scores       print the kept outcome by area, run nothing
  --concurrency  test processes at once, 1 by default
  --help         this text

It fails if a file has more unnoticed mistakes than the kept outcome says.`;

/**
 * @typedef {object} MutateOptions
 * @property {boolean} help
 * @property {boolean} scores
 * @property {boolean} record
 * @property {number} concurrency
 * @property {string[]} names
 * @property {string} [area]
 * @property {string} [since]
 */

/**
 * @param {string[]} args
 * @returns {MutateOptions}
 */
export function parseMutateArguments(args) {
  const { values, positionals } = parse(args);
  const { help = false, scores = false, record = false, area, since } = values;
  const chosen = [positionals.length > 0, area, since].filter(Boolean);
  if (!help && !scores && chosen.length !== 1) {
    throw usageError('Name files, an area or a commit.');
  }
  if (area && !areas.some(({ name }) => name === area)) {
    throw usageError(`There is no area '${area}'.`);
  }
  if (since && record) {
    throw usageError(
      '--record needs files or an area, because changed lines are only a part of a file.',
    );
  }
  const concurrency = Number(values.concurrency ?? 1);
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw usageError('--concurrency takes a positive number.');
  }
  return { help, scores, record, concurrency, names: positionals, area, since };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        area: { type: 'string' },
        since: { type: 'string' },
        concurrency: { type: 'string' },
        record: { type: 'boolean' },
        scores: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw usageError(error.message);
  }
}

/** @param {string} message */
function usageError(message) {
  return new UserError(`${message}\n\n${mutateUsage}`);
}
