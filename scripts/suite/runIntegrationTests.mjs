import { inRepository } from '../paths.mjs';
import { labEnvironment } from './inLab.mjs';
import { runJestTests } from './runJestTests.mjs';

/**
 * @import { LabState } from '../../lab/labState.mjs'
 * @import { StageResult } from './runStage.mjs'
 * @import { TestContext } from './runSuite.mjs'
 */

/**
 * Runs the integration tests, one file at a time on each lab. A lab that is free takes the next file.
 *
 * @param {TestContext} context
 * @param {LabState[]} labs
 * @param {(text: string) => void} detail
 * @returns {Promise<StageResult>}
 */
export async function runIntegrationTests(context, labs, detail) {
  const [environment, ...others] = labs.map(labEnvironment);
  return runJestTests(
    'integration',
    {
      ...context,
      env: {
        ...context.env,
        ...environment,
        // For one file at a time, jest uses no workers.
        ...(others.length > 0 && labsOfWorkers([environment, ...others])),
      },
      workers: labs.length,
    },
    detail,
  );
}

/** @param {Record<string, string>[]} environments */
function labsOfWorkers(environments) {
  const preload = inRepository('scripts/suite/labOfWorker.cjs');
  return {
    DRIVER_TOOLKIT_LABS: JSON.stringify(environments),
    NODE_OPTIONS: `--require=${JSON.stringify(preload)}`,
  };
}
