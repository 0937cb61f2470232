import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const cacheRoot = fileURLToPath(new URL('../.cache/lab', import.meta.url));

/** Environment variables that choose the lab's ports, and the ports without them. */
export const portSettings = {
  registry: { variable: 'DRIVER_TOOLKIT_LAB_REGISTRY_PORT', standard: 5050 },
  mirror: { variable: 'DRIVER_TOOLKIT_LAB_MIRROR_PORT', standard: 8095 },
  forge: { variable: 'DRIVER_TOOLKIT_LAB_FORGE_PORT', standard: 3050 },
};

/** What every lab of this checkout shares. */
export const cacheFolder = join(cacheRoot, 'cache');

/**
 * @param {string} [home]
 * @returns {string} the folder of one lab
 */
export function labHome(home) {
  return resolve(
    home ?? process.env.DRIVER_TOOLKIT_LAB_HOME ?? join(cacheRoot, 'default'),
  );
}

/**
 * @param {Partial<Record<keyof typeof portSettings, number>>} [ports]
 * @returns {Record<keyof typeof portSettings, number>}
 */
export function labPorts(ports = {}) {
  return Object.fromEntries(
    Object.entries(portSettings).map(([server, { variable, standard }]) => [
      server,
      ports[server] ?? portNumber(variable) ?? standard,
    ]),
  );
}

function portNumber(variable) {
  const value = process.env[variable];
  if (value === undefined || value === '') {
    return undefined;
  }
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`${variable} must be a port number, not '${value}'.`);
  }
  return port;
}
