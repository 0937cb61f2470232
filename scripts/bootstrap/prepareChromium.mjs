import { canInstallPackages } from '../../lab/packages.mjs';
import { findCommand } from '../../lab/process/findCommand.mjs';
import { MissingPackagesError } from './MissingPackagesError.mjs';
import { installWithProgress } from './preparePackages.mjs';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * The browser that the browser tests drive: the one that `CHROMIUM_PATH` names, or the machine's. As root on Debian or
 * Fedora it is installed when there is none.
 *
 * @returns {Promise<string>} its executable
 * @throws MissingPackagesError if somebody with more rights has to install it
 */
export async function prepareChromium({ progress }) {
  const present = process.env.CHROMIUM_PATH ?? (await findCommand(...BROWSERS));
  if (present) {
    return present;
  }
  if (await canInstallPackages()) {
    await installWithProgress(['chromium'], progress);
    const installed = await findCommand(...BROWSERS);
    if (installed) {
      return installed;
    }
  }
  throw new MissingPackagesError(
    ['chromium'],
    'sudo apt-get install chromium (Debian) or sudo dnf install chromium (Fedora)',
  );
}
