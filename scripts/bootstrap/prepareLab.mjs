import { startLab } from '../../lab/Lab.mjs';

/** @import { Surroundings } from './prepareNode.mjs' */

/**
 * @typedef {object} LabOptions
 * @property {string} [home] a folder other than the lab's default
 * @property {Partial<Record<'registry' | 'mirror' | 'forge', number>>} [ports] ports other than the lab's defaults
 * @property {boolean} [toolFiles] like in `startLab`
 */

/**
 * Starts a lab, or finds a running one, which keeps running afterwards.
 *
 * @param {Surroundings & LabOptions} options
 * @returns the lab's state; `teardown` stops a lab that was started here
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
      // A Ctrl-C in the terminal must not stop the registry while a build is being stopped.
      detached: true,
      onProgress: task.detail,
    });
    if (lab.alreadyRunning) {
      task.done('The lab was already up, and stays up');
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
