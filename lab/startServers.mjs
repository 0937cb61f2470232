import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mirrorOf } from './kernels.mjs';
import { startServer } from './process/server.mjs';
import { startRegistry } from './registry/startRegistry.mjs';

/**
 * Names of the servers in messages.
 *
 * @type {Record<import('./settings.mjs').Part, string>}
 */
export const serverNames = {
  registry: 'image registry',
  mirror: 'dnf mirror',
  forge: 'git forge',
};

/**
 * The address of a server, and whether it outlives this process.
 *
 * @typedef {Pick<import('./labState.mjs').LabState, 'home' | 'registry' | 'mirror' | 'forge'> & { detached?: boolean }} Place
 */

/**
 * @param {Place} place
 * @param {{ lying?: boolean }} [options] - whether it sends package lists that do not match its metadata
 */
export function startMirror(place, { lying = false } = {}) {
  return startNodeServer('mirror', place, {
    url: place.mirror,
    folder: mirrorOf(place.home).served,
    readyPath: '/9-stream/BaseOS/x86_64/os/repodata/repomd.xml',
    options: lying ? ['--lying'] : [],
  });
}

/** @param {Place} place */
export function startForge(place) {
  return startNodeServer('forge', place, {
    url: place.forge,
    folder: join(place.home, 'forge'),
    readyPath: '/api/v1/version',
    options: [],
  });
}

/** @param {Place} place */
export function startRegistryServer({ home, registry, detached = true }) {
  const port = Number(registry.split(':')[1]);
  return startRegistry({ home, port, detached });
}

/**
 * @param {'mirror' | 'forge'} part
 * @param {Place} place
 * @param {{ url: string, folder: string, readyPath: string, options: string[] }} server
 */
function startNodeServer(
  part,
  { home, detached = true },
  { url, folder, readyPath, options },
) {
  const script = new URL(`${part}/server.mjs`, import.meta.url);
  return startServer({
    name: serverNames[part],
    command: process.execPath,
    args: [fileURLToPath(script), folder, new URL(url).port, ...options],
    logFile: join(home, `${part}.log`),
    readyUrl: `${url}${readyPath}`,
    detached,
  });
}
