import {
  canInstallPackages,
  installPackages,
  missingPackages,
} from '../../lab/packages.mjs';
import { MissingPackagesError } from './MissingPackagesError.mjs';

/** @import { Progress } from '../terminal/Progress.mjs' */

/**
 * Makes sure of the system packages that the lab and the builds are made of, as far as this user may.
 *
 * @param {{ progress: Progress }} options
 * @throws MissingPackagesError if somebody with more rights has to install them
 */
export async function preparePackages({ progress }) {
  const { packages, command } = await missingPackages();
  if (packages.length === 0) {
    return;
  }
  if (!(await canInstallPackages())) {
    throw new MissingPackagesError(packages, command);
  }
  await installWithProgress(packages, progress);
}

/**
 * Installs system packages and says so.
 *
 * @param {string[]} packages
 * @param {Progress} progress
 */
export async function installWithProgress(packages, progress) {
  const names = packages.join(', ');
  const task = progress.start(`Installing system packages: ${names}`);
  try {
    await installPackages({ packages });
  } catch (error) {
    task.failed();
    throw error;
  }
  task.done(`System packages installed: ${names}`);
}
