import { MissingPackagesError } from '../bootstrap/MissingPackagesError.mjs';
import { UserError } from '../terminal/UserError.mjs';

/** @import { Counts } from './Tally.mjs' */

/**
 * One step of `npm test`.
 *
 * @typedef {Counts & { report?: string }} StageResult the report is what a person needs to see of the failures
 *
 * @callback StageRun
 * @param {(text: string) => void} detail told what it is at
 * @returns {Promise<StageResult>}
 */

/**
 * Runs a stage, tells its outcome and time, and prints what failed.
 *
 * @remarks
 *
 * A stage in which no test ran counts as a failed test: a suite that has lost its tests must not look like one that
 * passes. One that this user cannot prepare the machine for is skipped, except in CI.
 *
 * @param {import('../terminal/Progress.mjs').Progress} progress
 * @param {string} title
 * @param {StageRun} run
 * @returns {Promise<StageResult>}
 */
export async function runStage(progress, title, run) {
  const task = progress.start(title);
  const result = await attempt(() => run(task.detail));
  const { passed, failed, skipped, report } = result;
  if (failed > 0) {
    task.failed(`${title}: ${failed} failed, ${passed} passed`);
    progress.print(report);
  } else if (passed === 0) {
    task.skipped(`${title}: skipped. ${report}`);
  } else {
    const rest = skipped > 0 ? `, ${skipped} skipped` : '';
    task.done(`${title}: ${passed} passed${rest}`);
  }
  return result;
}

/**
 * @param {() => Promise<StageResult>} run
 * @returns {Promise<StageResult>}
 */
async function attempt(run) {
  try {
    const result = await run();
    return result.passed + result.failed > 0
      ? result
      : { ...result, failed: 1, report: 'No test ran in this stage.' };
  } catch (error) {
    const isSkipped = error instanceof MissingPackagesError && !process.env.CI;
    return {
      passed: 0,
      failed: isSkipped ? 0 : 1,
      skipped: isSkipped ? 1 : 0,
      report: error instanceof UserError ? error.message : error.stack,
    };
  }
}
