import { UserError } from '../terminal/UserError.mjs';
import { isPortFree } from './freePorts.mjs';
import { PORT_VARIABLES } from './portalPorts.mjs';

/** @typedef {keyof typeof PORT_VARIABLES} Half */

/** @type {Half[]} */
const halves = ['frontend', 'backend'];

/**
 * @param {Record<Half, number>} ports
 * @throws UserError if another program listens on a port of the portal
 */
export async function requireFreePorts(ports) {
  for (const half of halves) {
    const port = ports[half];
    if (!(await isPortFree(port))) {
      throw new UserError(
        `Port ${port} on 127.0.0.1 is in use, and the portal's ${half} needs it. Stop the program that uses it, or choose another port: ${
          PORT_VARIABLES[half]
        }=${port + 1} npm start`,
      );
    }
  }
}
