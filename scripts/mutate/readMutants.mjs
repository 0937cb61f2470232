const NOTICED = new Set(['Killed', 'Timeout']);
const UNNOTICED = new Set(['Survived', 'NoCoverage']);

/**
 * Reads StrykerJS's JSON report.
 *
 * @returns {{ file: string, line: number, code: string, mutator: string, replacement: string, noticed: boolean,
 * covered: boolean }[]} the mistakes that tests could notice; one that does not compile, or that breaks the test run
 * itself, says nothing
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

function codeAt(lines, { start, end }) {
  const code = lines.slice(start.line - 1, end.line);
  code[code.length - 1] = code.at(-1).slice(0, end.column - 1);
  code[0] = code[0].slice(start.column - 1);
  return oneLine(code.join('\n'));
}

function oneLine(code) {
  return code.replace(/\s+/g, ' ').trim();
}
