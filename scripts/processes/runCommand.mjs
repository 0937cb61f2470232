import { startProcess } from './startProcess.mjs';

/**
 * @import { Exit, StartOptions } from './startProcess.mjs'
 * @import { Teardown } from './Teardown.mjs'
 */

/**
 * Runs a program and waits for its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {StartOptions & { teardown?: Teardown }} [options] `teardown` stops the program if the whole run is stopped
 * early
 * @returns {Promise<Exit & { lines: string[] }>} the last lines of both streams
 */
export async function runCommand(command, args, options = {}) {
  const { teardown, ...startOptions } = options;
  const started = startProcess(command, args, startOptions);
  const forget = teardown?.add(() => started.stop({ graceMs: 5_000 }));
  const { code, signal } = await started.exited;
  forget?.();
  return { code, signal, lines: started.tail() };
}
