import { parseArgs } from 'node:util';
import { UserError } from '../terminal/UserError.mjs';

export const startUsage = `npm start [-- options]

Gets everything the portal needs, starts it and stops it again on Ctrl-C.

  --lab      a world of its own on this machine: dnf mirror, registry, git forge
  --centos   the public CentOS Stream mirrors, quay.io and ghcr.io
  --verbose  print everything the portal writes
  --help     this text

Without --lab or --centos the network is asked once. DRIVER_TOOLKIT_PORT and
DRIVER_TOOLKIT_BACKEND_PORT choose other ports than 3000 and 7007.`;

/**
 * @typedef {{ help: boolean, verbose: boolean, profile?: import('./chooseProfile.mjs').Profile }} StartOptions
 *
 * @param {string[]} args
 * @returns {StartOptions}
 */
export function parseStartArguments(args) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        lab: { type: 'boolean' },
        centos: { type: 'boolean' },
        verbose: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }));
  } catch (error) {
    throw new UserError(`${error.message}\n\n${startUsage}`);
  }
  const { lab, centos, verbose = false, help = false } = values;
  if (lab && centos) {
    throw new UserError('Choose either --lab or --centos.');
  }
  return {
    help,
    verbose,
    profile: (lab && 'lab') || (centos && 'centos') || undefined,
  };
}
