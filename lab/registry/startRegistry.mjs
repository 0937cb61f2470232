import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findCommand } from '../process/findCommand.mjs';
import { startServer } from '../process/server.mjs';

/**
 * The OCI distribution registry as packaged by Debian (`docker-registry`) and Fedora (`registry`).
 */
export const registryCommands = ['docker-registry', 'registry'];

/**
 * @param {{ home: string, port: number, detached: boolean }} options
 * @returns {Promise<import('../process/ProcessRecord.mjs').ProcessRecord>}
 */
export async function startRegistry({ home, port, detached }) {
  const folder = join(home, 'registry');
  await mkdir(join(folder, 'data'), { recursive: true });
  const configuration = {
    version: '0.1',
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: join(folder, 'data') },
      delete: { enabled: true },
      maintenance: { uploadpurging: { enabled: false } },
    },
    http: { addr: `127.0.0.1:${port}`, secret: 'lab' },
  };
  const file = join(folder, 'config.yml');
  // JSON is valid YAML.
  await writeFile(file, JSON.stringify(configuration, undefined, 2));
  return startServer({
    name: 'image registry',
    command: (await findCommand(...registryCommands)) ?? registryCommands[0],
    args: ['serve', file],
    logFile: join(home, 'registry.log'),
    readyUrl: `http://127.0.0.1:${port}/v2/`,
    detached,
  });
}
