import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const TIMEOUT_MS = 30_000;
const ATTEMPTS = 10;
const PAUSE_MS = 100;

/** An entry of `runc list --format json`. */
export interface RuntimeContainer {
  id: string;
  bundle: string;
}

/**
 * The containers of an OCI runtime, whoever's they are.
 *
 * @remarks
 * runc gives up when a container goes away that it is about to list, and on a
 * busy machine others' come and go all the time.
 *
 * @throws what the runtime says to the end
 */
export async function listRuntimeContainers(
  runtime: string,
): Promise<RuntimeContainer[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { stdout } = await run(runtime, ['list', '--format', 'json'], {
        timeout: TIMEOUT_MS,
      });
      return JSON.parse(stdout) ?? [];
    } catch (error) {
      if (attempt === ATTEMPTS) {
        throw error;
      }
      await delay(PAUSE_MS);
    }
  }
}
