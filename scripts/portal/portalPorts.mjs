import { UserError } from '../terminal/UserError.mjs';

/**
 * The ports a person's portal listens on: 3000 and 7007 unless `DRIVER_TOOLKIT_PORT` and
 * `DRIVER_TOOLKIT_BACKEND_PORT` say otherwise.
 */
export function portalPorts(env) {
  return {
    frontend: readPort(env, 'DRIVER_TOOLKIT_PORT', 3000),
    backend: readPort(env, 'DRIVER_TOOLKIT_BACKEND_PORT', 7007),
  };
}

function readPort(env, name, fallback) {
  const value = env[name];
  if (value === undefined || value === '') {
    return fallback;
  }
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new UserError(
      `${name} is '${value}'; it has to be a port number between 1 and 65535.`,
    );
  }
  return port;
}
