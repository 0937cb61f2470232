import { canInstallPackages } from '../../lab/packages.mjs';
import { findCommand } from '../../lab/process/findCommand.mjs';
import { MissingPackagesError } from './MissingPackagesError.mjs';
import { installWithProgress } from './preparePackages.mjs';

/**
 * Makes sure of a program whose package has one name on Debian and Fedora. As root there it is installed when it is
 * missing.
 *
 * @param {{ commands: string[], name: string, progress: import('../terminal/Progress.mjs').Progress }} options
 * `commands` are what it may be called, `name` is its package
 * @returns {Promise<string>} its path
 * @throws MissingPackagesError if somebody with more rights has to install it
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
