import { countByFile, scoreOf } from './Baseline.mjs';

/**
 * @import { AreaScore, Baseline, Counts } from './Baseline.mjs'
 * @import { Mutant } from './readMutants.mjs'
 */

const MAX_CODE = 160;

/**
 * A readable report: the score of each file, and the mistakes that no test noticed.
 *
 * @param {Mutant[]} mutants
 * @param {Baseline} baseline
 */
export function describeMutants(mutants, baseline) {
  return [...countByFile(mutants)]
    .map(([file, counts]) =>
      [
        `${file}: ${describeScore(counts)}`,
        ...mutants
          .filter(mutant => mutant.file === file && !mutant.noticed)
          .map(mutant => describeMutant(mutant, baseline.reasonFor(mutant))),
      ].join('\n'),
    )
    .join('\n\n');
}

/**
 * The kept outcome by area.
 *
 * @param {AreaScore[]} scores
 */
export function describeAreas(scores) {
  return scores
    .map(({ name, minimum, files, ...counts }) => {
      const score = scoreOf(counts);
      const mark = score === undefined ? '–' : score >= minimum ? '✔' : '✖';
      return `${mark} ${name}: ${describeScore(
        counts,
      )} in ${files} measured files; at least ${minimum} %`;
    })
    .join('\n');
}

/** @param {Counts} counts */
function describeScore({ noticed, unnoticed }) {
  const score = scoreOf({ noticed, unnoticed });
  return score === undefined
    ? 'not measured'
    : `${Math.floor(score)} % (${noticed} of ${noticed + unnoticed})`;
}

/**
 * @param {Mutant} mutant
 * @param {string} [reason]
 */
function describeMutant(mutant, reason) {
  const { line, code, replacement, covered } = mutant;
  const note = reason ? `stays: ${reason}` : covered ? '' : 'no test runs it';
  return `  ${line}: ${shorten(code)} → ${shorten(replacement)}${
    note && `  (${note})`
  }`;
}

/** @param {string} code */
function shorten(code) {
  return code.length > MAX_CODE ? `${code.slice(0, MAX_CODE)} …` : code;
}
