import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { stopProcess } from './stopProcess.mjs';

const TAIL_LINES = 400;
const LAST_OUTPUT_MS = 1_000;

/**
 * @typedef {object} StartOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] the complete environment
 * @property {number} [uid] the user that it runs as, together with `gid`
 * @property {number} [gid]
 * @property {string} [logFile] gets every line of both streams
 * @property {(line: string) => void} [onLine]
 *
 * @typedef {{ code: number | undefined, signal: NodeJS.Signals | undefined }} Exit neither is set if the program could
 * not be started
 *
 * @typedef {ReturnType<typeof startProcess>} StartedProcess
 */

/**
 * Starts a program in its own process group, so that a Ctrl-C in the terminal does not reach it before the caller
 * reacts.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {StartOptions} options
 */
export function startProcess(command, args, options = {}) {
  const { cwd, env = process.env, uid, gid, logFile, onLine } = options;
  const child = spawn(command, args, {
    cwd,
    env,
    uid,
    gid,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

  const log = logFile ? openLog(logFile) : undefined;
  /** @type {string[]} */
  const tail = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', line => {
      if (!log?.writableEnded) {
        log?.write(`${line}\n`);
      }
      tail.push(line);
      if (tail.length > TAIL_LINES) {
        tail.shift();
      }
      onLine?.(line);
    });
  }

  /** @type {Promise<Exit>} */
  const exited = new Promise(resolve => {
    child.once('error', error => {
      tail.push(`${command}: ${error.message}`);
      log?.end();
      resolve({ code: undefined, signal: undefined });
    });
    child.once('exit', async (code, signal) => {
      // Does not wait for the end of the streams, because a descendant may keep them open for long.
      await Promise.race([once(child, 'close'), delay(LAST_OUTPUT_MS)]);
      log?.end();
      resolve({ code: code ?? undefined, signal: signal ?? undefined });
    });
  });

  return {
    pid: child.pid,
    exited,
    /** The last lines of output, oldest first. */
    tail: (count = TAIL_LINES) => tail.slice(-count),
    /** @param {{ graceMs?: number }} [options] */
    async stop({ graceMs } = {}) {
      if (child.pid !== undefined) {
        await stopProcess(child.pid, { graceMs });
      }
    },
  };
}

/** @param {string} path */
function openLog(path) {
  mkdirSync(dirname(path), { recursive: true });
  return createWriteStream(path);
}
