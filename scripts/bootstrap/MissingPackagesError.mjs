import { UserError } from '../terminal/UserError.mjs';

/**
 * System packages are missing, and this user may not install them. The message contains the command that installs them.
 */
export class MissingPackagesError extends UserError {
  name = 'MissingPackagesError';

  /**
   * @param {string[]} packages
   * @param {string} command
   */
  constructor(packages, command) {
    super(
      `Missing on this machine: ${packages.join(
        ', ',
      )}. Install with: ${command}`,
    );
  }
}
