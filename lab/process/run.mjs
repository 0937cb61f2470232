import { spawn } from 'node:child_process';

/** podman repeats the whole step in its error, after the output of the step. */
const keptStderr = 16_000;

/**
 * Runs a command and resolves with its standard output. Arguments are an array and never reach a shell.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal, uid?: number, gid?: number }} [options]
 * @returns {Promise<string>}
 */
export async function run(command, args, options = {}) {
  const child = spawn(command, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', chunk => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', chunk => {
    stderr = (stderr + chunk).slice(-keptStderr);
  });
  await exitOf(child, command, () => stderr || stdout.slice(-keptStderr));
  return stdout;
}

/**
 * Resolves when the child has succeeded, or rejects with its last output.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} name - name of the command in the error message
 * @param {() => string} lastWords
 */
export async function exitOf(child, name, lastWords) {
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      reject(
        error.code === 'ENOENT'
          ? new Error(
              `${name} is not installed, or its working folder is gone.`,
            )
          : error,
      ),
    );
    child.once('close', (...outcome) => resolve(outcome));
  });
  if (code !== 0) {
    const how = signal ? `was ended by ${signal}` : `failed with code ${code}`;
    throw new Error(`${name} ${how}: ${lastWords().trim() || 'no output'}`);
  }
}
