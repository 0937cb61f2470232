import {
  canInstallPackages,
  installPackages,
  missingPackages,
} from '../../lab/packages.mjs';
import { MissingPackagesError } from './MissingPackagesError.mjs';

/** @import { Progress } from '../terminal/Progress.mjs' */

/**
 * Installs the system packages that the lab and builds need, if this user may.
 *
 * @param {{ progress: Progress }} options
 * @throws MissingPackagesError if root must install them
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
 * Installs system packages and shows it.
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
