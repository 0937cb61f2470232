import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const cacheRoot = fileURLToPath(new URL('../.cache/lab', import.meta.url));

/** @typedef {'registry' | 'mirror' | 'forge'} Part */

/**
 * Environment variables that set the lab's ports, and the default ports.
 *
 * @type {Record<Part, { variable: string, standard: number }>}
 */
export const portSettings = {
  registry: { variable: 'DRIVER_TOOLKIT_LAB_REGISTRY_PORT', standard: 5050 },
  mirror: { variable: 'DRIVER_TOOLKIT_LAB_MIRROR_PORT', standard: 8095 },
  forge: { variable: 'DRIVER_TOOLKIT_LAB_FORGE_PORT', standard: 3050 },
};

/** Shared by all labs of this checkout. */
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
 * @param {Partial<Record<Part, number>>} [ports]
 * @returns {Record<Part, number>}
 */
export function labPorts(ports = {}) {
  const portOf = (/** @type {Part} */ part) =>
    ports[part] ??
    portNumber(portSettings[part].variable) ??
    portSettings[part].standard;
  return {
    registry: portOf('registry'),
    mirror: portOf('mirror'),
    forge: portOf('forge'),
  };
}

/** @param {string} variable */
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
