import { access, constants } from 'node:fs/promises';
import { canInstallPackages } from '../../lab/packages.mjs';
import { MissingPackagesError } from './MissingPackagesError.mjs';
import { installWithProgress } from './preparePackages.mjs';

const EXECUTABLES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/**
 * The browser that the browser tests drive: the one that `CHROMIUM_PATH` names, or the machine's. As root on Debian or
 * Fedora it is installed when there is none.
 *
 * @returns {Promise<string>} its executable
 * @throws MissingPackagesError if somebody with more rights has to install it
 */
export async function prepareChromium({ progress }) {
  const present = process.env.CHROMIUM_PATH ?? (await findExecutable());
  if (present) {
    return present;
  }
  if (await canInstallPackages()) {
    await installWithProgress(['chromium'], progress);
    const installed = await findExecutable();
    if (installed) {
      return installed;
    }
  }
  throw new MissingPackagesError(
    ['chromium'],
    'sudo apt-get install chromium (Debian) or sudo dnf install chromium (Fedora)',
  );
}

async function findExecutable() {
  for (const path of EXECUTABLES) {
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  return undefined;
}
