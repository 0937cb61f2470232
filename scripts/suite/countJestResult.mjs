import { relative } from 'node:path';

/**
 * The used part of jest's `--json` result.
 *
 * @typedef {Record<'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests' | 'numRuntimeErrorTestSuites', number> & {
 *   testResults: { name: string, status: string, message: string }[]
 * }} JestResult
 */

/**
 * Reads jest's `--json` result. A file that could not be run at all counts as one failed test.
 *
 * @param {JestResult} result
 * @param {string} root
 */
export function countJestResult(result, root) {
  const failures = result.testResults.filter(file => file.status === 'failed');
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: result.numPendingTests + result.numTodoTests,
    report: failures
      .map(file => `${relative(root, file.name)}\n${file.message}`)
      .join('\n'),
  };
}
