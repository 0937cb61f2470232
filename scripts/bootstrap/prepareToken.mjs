import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { prepareProgram } from './prepareProgram.mjs';

/**
 * Makes sure of what signing with a key on a token is tested with: SoftHSM, and openssl's engine for tokens.
 *
 * @param {{ progress: import('../terminal/Progress.mjs').Progress }} options
 * @throws MissingPackagesError if somebody with more rights has to install it
 */
export async function prepareToken({ progress }) {
  await prepareProgram({
    commands: ['softhsm2-util'],
    name: { debian: 'softhsm2', fedora: 'softhsm' },
    progress,
  });
  await prepareProgram({
    commands: [],
    name: { debian: 'libengine-pkcs11-openssl', fedora: 'openssl-pkcs11' },
    find: findEngine,
    progress,
  });
}

/** @returns {Promise<string | undefined>} */
async function findEngine() {
  try {
    const run = promisify(execFile);
    const { stdout } = await run('openssl', ['engine', 'pkcs11']);
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
