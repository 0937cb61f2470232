import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../process/server.mjs';

/**
 * Starts a registry that answers every request with the same error.
 *
 * @param {import('../labState.mjs').LabState} state
 * @param {number} status
 * @returns {Promise<import('../process/ProcessRecord.mjs').ProcessRecord>}
 */
export function startFaultyRegistry({ home, registry }, status) {
  const script = fileURLToPath(new URL('faultyRegistry.mjs', import.meta.url));
  return startServer({
    name: 'image registry',
    command: process.execPath,
    args: [script, registry.split(':')[1], String(status)],
    logFile: join(home, 'registry.log'),
    readyUrl: `http://${registry}/ready`,
    detached: true,
  });
}
