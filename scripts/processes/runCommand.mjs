import { startProcess } from './startProcess.mjs';

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options] as for `startProcess`, and:
 * @param {{ add(stop: () => Promise<void>): () => void }} [options.teardown] stops the program when the whole run is
 * stopped early
 * @returns {Promise<{ code: number | undefined, signal: string | undefined, lines: string[] }>} the last lines of both
 * streams; a program that could not be started has no code
 */
export async function runCommand(command, args, options = {}) {
  const { teardown, ...startOptions } = options;
  const started = startProcess(command, args, startOptions);
  const forget = teardown?.add(() => started.stop({ graceMs: 5_000 }));
  const { code, signal } = await started.exited;
  forget?.();
  return { code, signal, lines: started.tail() };
}
