import { UserError } from '../terminal/UserError.mjs';
import { isPortFree } from './freePorts.mjs';
import { PORT_VARIABLES } from './portalPorts.mjs';

/** @throws UserError if another program listens where the portal would */
export async function requireFreePorts(ports) {
  for (const [half, port] of Object.entries(ports)) {
    if (!(await isPortFree(port))) {
      throw new UserError(
        `Port ${port} on 127.0.0.1 is in use, and the portal's ${half} needs it. Stop the program that has it, or choose another port: ${
          PORT_VARIABLES[half]
        }=${port + 1} npm start`,
      );
    }
  }
}
