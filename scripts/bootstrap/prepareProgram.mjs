import { canInstallPackages } from '../../lab/packages.mjs';
import { findCommand } from '../../lab/process/findCommand.mjs';
import { MissingPackagesError } from './MissingPackagesError.mjs';
import { installWithProgress } from './preparePackages.mjs';

/**
 * Finds a program whose package has the same name on Debian and Fedora. If it is missing, root installs it there.
 *
 * @param {{ commands: string[], name: string, progress: import('../terminal/Progress.mjs').Progress }} options
 * `commands` are its possible names, `name` is its package
 * @returns {Promise<string>} its path
 * @throws MissingPackagesError if root must install it
 */
export async function prepareProgram({ commands, name, progress }) {
  const present = await findCommand(...commands);
  if (present) {
    return present;
  }
  if (await canInstallPackages()) {
    await installWithProgress([name], progress);
    const installed = await findCommand(...commands);
    if (installed) {
      return installed;
    }
  }
  throw new MissingPackagesError(
    [name],
    `sudo apt-get install ${name} (Debian) or sudo dnf install ${name} (Fedora)`,
  );
}
