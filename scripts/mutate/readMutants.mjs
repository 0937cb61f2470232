const NOTICED = new Set(['Killed', 'Timeout']);
const UNNOTICED = new Set(['Survived', 'NoCoverage']);

/**
 * A mistake.
 *
 * @typedef {object} Mutant
 * @property {string} file
 * @property {number} line
 * @property {string} code
 * @property {string} mutator
 * @property {string} replacement
 * @property {boolean} noticed
 * @property {boolean} covered whether a test runs it
 *
 * @typedef {Record<'start' | 'end', { line: number, column: number }>} Location
 *
 * @typedef {{ mutatorName: string, replacement?: string, location: Location, status: string }} ReportedMutant
 *
 * @typedef {{ files: Record<string, { source: string, mutants: ReportedMutant[] }> }} Report of StrykerJS
 */

/**
 * Reads StrykerJS's JSON report.
 *
 * @param {Report} report
 * @returns {Mutant[]} the mistakes that tests could notice, without those that do not compile or that break the test
 * run itself
 */
export function readMutants(report) {
  return Object.entries(report.files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants
      .filter(({ status }) => NOTICED.has(status) || UNNOTICED.has(status))
      .map(({ mutatorName, replacement, location, status }) => ({
        file,
        line: location.start.line,
        code: codeAt(lines, location),
        mutator: mutatorName,
        replacement: oneLine(replacement ?? ''),
        noticed: NOTICED.has(status),
        covered: status !== 'NoCoverage',
      }));
  });
}

/**
 * @param {string[]} lines
 * @param {Location} location
 */
function codeAt(lines, { start, end }) {
  const code = lines.slice(start.line - 1, end.line);
  code[code.length - 1] = code[code.length - 1].slice(0, end.column - 1);
  code[0] = code[0].slice(start.column - 1);
  return oneLine(code.join('\n'));
}

/** @param {string} code */
function oneLine(code) {
  return code.replace(/\s+/g, ' ').trim();
}
