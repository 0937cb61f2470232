import { UserError } from '../terminal/UserError.mjs';

/** The environment variables for the ports of frontend and backend. */
export const PORT_VARIABLES = {
  frontend: 'DRIVER_TOOLKIT_PORT',
  backend: 'DRIVER_TOOLKIT_BACKEND_PORT',
};

/**
 * The ports of the portal: 3000 and 7007 unless the environment says otherwise.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function portalPorts(env) {
  return {
    frontend: readPort(env, PORT_VARIABLES.frontend, 3000),
    backend: readPort(env, PORT_VARIABLES.backend, 7007),
  };
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name
 * @param {number} fallback
 */
function readPort(env, name, fallback) {
  const value = env[name];
  if (value === undefined || value === '') {
    return fallback;
  }
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new UserError(
      `${name} is '${value}'; it must be a port number between 1 and 65535.`,
    );
  }
  return port;
}
