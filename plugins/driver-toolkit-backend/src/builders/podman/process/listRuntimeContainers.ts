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
 * All containers of an OCI runtime, of any owner.
 *
 * @remarks runc fails if a container disappears while it lists it, and on a
 * busy machine other containers come and go all the time.
 *
 * @throws the runtime's error after the last attempt
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
