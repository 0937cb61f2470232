import { MissingPackagesError } from '../bootstrap/MissingPackagesError.mjs';
import { UserError } from '../terminal/UserError.mjs';

/** @import { Counts } from './Tally.mjs' */

/**
 * One step of `npm test`.
 *
 * @typedef {Counts & { report?: string }} StageResult `report` describes the failures
 *
 * @callback StageRun
 * @param {(text: string) => void} detail gets a few words on its progress
 * @returns {Promise<StageResult>}
 */

/**
 * Runs a stage, prints its outcome and time, and what failed.
 *
 * @remarks
 *
 * A stage in which no test ran counts as a failed test, because a suite that has lost its tests must not pass. A stage
 * for which this user cannot prepare the machine is skipped, except in CI.
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
