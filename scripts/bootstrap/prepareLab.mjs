import { startLab } from '../../lab/Lab.mjs';

/** @import { Surroundings } from './prepareNode.mjs' */

/**
 * @typedef {object} LabOptions
 * @property {string} [home] a folder other than the lab's own
 * @property {Partial<Record<'registry' | 'mirror' | 'forge', number>>} [ports] ports other than the lab's own
 * @property {boolean} [toolFiles] as of `startLab`
 */

/**
 * Starts a lab, or finds the one that is up; what was up before stays up.
 *
 * @param {Surroundings & LabOptions} options
 * @returns the lab's state; `teardown` stops what was started here
 */
export async function prepareLab({
  home,
  ports,
  toolFiles,
  progress,
  teardown,
}) {
  const task = progress.start('Starting the lab');
  try {
    const lab = await startLab({
      home,
      ports,
      toolFiles,
      // A Ctrl-C in the terminal must not end the registry under a build that is being stopped.
      detached: true,
      onProgress: task.detail,
    });
    if (lab.alreadyRunning) {
      task.done('The lab was up already, and stays up');
    } else {
      teardown.add(() => lab.stop());
      task.done('The lab is up');
    }
    return lab.state;
  } catch (error) {
    task.failed();
    throw error;
  }
}
