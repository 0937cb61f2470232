import { inLab } from './inLab.mjs';
import { runJestTests } from './runJestTests.mjs';

/**
 * @import { LabState } from '../../lab/labState.mjs'
 * @import { StageResult } from './runStage.mjs'
 * @import { TestContext } from './runSuite.mjs'
 */

/**
 * Runs the integration tests: a part of them on each lab, at the same time. Labs share nothing but files that they only
 * read.
 *
 * @param {TestContext} context
 * @param {LabState[]} labs
 * @param {(text: string) => void} detail
 * @returns {Promise<StageResult>}
 */
export async function runIntegrationTests(context, labs, detail) {
  const results = await Promise.all(
    labs.map((lab, index) =>
      runJestTests(
        'integration',
        {
          ...inLab(context, lab),
          label: `integration-${index + 1}`,
          shard: `${index + 1}/${labs.length}`,
        },
        detail,
      ),
    ),
  );
  return results.reduce((sum, { passed, failed, skipped, report }) => ({
    passed: sum.passed + passed,
    failed: sum.failed + failed,
    skipped: sum.skipped + skipped,
    report: [sum.report, report].filter(Boolean).join('\n'),
  }));
}
