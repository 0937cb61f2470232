import { canInstallPackages, packageFamily } from '../../lab/packages.mjs';
import { findCommand } from '../../lab/process/findCommand.mjs';
import { MissingPackagesError } from './MissingPackagesError.mjs';
import { installWithProgress } from './preparePackages.mjs';

/**
 * Finds a program. If it is missing, root installs it on Debian and Fedora.
 *
 * @param {{
 *   commands: string[],
 *   name: string | Record<import('../../lab/packages.mjs').Family, string>,
 *   find?: () => Promise<string | undefined>,
 *   progress: import('../terminal/Progress.mjs').Progress
 * }} options `commands` are its possible names, `name` is its package,
 * `find` looks for something else than a command
 * @returns {Promise<string>} its path
 * @throws MissingPackagesError if root must install it
 */
export async function prepareProgram({
  commands,
  name,
  find = () => findCommand(...commands),
  progress,
}) {
  const present = await find();
  if (present) {
    return present;
  }
  const names =
    typeof name === 'string' ? { debian: name, fedora: name } : name;
  const own = names[(await packageFamily()) ?? 'debian'];
  if (await canInstallPackages()) {
    await installWithProgress([own], progress);
    const installed = await find();
    if (installed) {
      return installed;
    }
  }
  throw new MissingPackagesError(
    [own],
    `sudo apt-get install ${names.debian} (Debian) or sudo dnf install ${names.fedora} (Fedora)`,
  );
}
