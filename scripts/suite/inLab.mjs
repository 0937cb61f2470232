import { join } from 'node:path';

/**
 * @import { LabState } from '../../lab/labState.mjs'
 * @import { TestContext } from './runSuite.mjs'
 */

/**
 * Lets tests find the lab, and programs that they start use its podman storage.
 *
 * @param {TestContext} context
 * @param {LabState} lab
 */
export function inLab(context, lab) {
  return { ...context, env: { ...context.env, ...labEnvironment(lab) } };
}

/**
 * @param {LabState} lab
 * @returns {Record<string, string>}
 */
export function labEnvironment(lab) {
  return { ...lab.env, DRIVER_TOOLKIT_LAB: join(lab.home, 'lab.json') };
}
