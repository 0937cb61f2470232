import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, recordProcess } from './ProcessRecord.mjs';

const startTimeoutMs = 20_000;
const stopTimeoutMs = 5_000;
const pollMs = 50;

/**
 * Starts a server and resolves once it answers.
 *
 * @param {object} options
 * @param {string} options.name - its name in messages
 * @param {string} options.command
 * @param {string[]} options.args
 * @param {string} options.logFile - gets the server's output
 * @param {string} options.readyUrl - answers 200 when the server is ready
 * @param {boolean} options.detached - whether it outlives this process
 * @returns {Promise<import('./ProcessRecord.mjs').ProcessRecord>}
 */
export async function startServer(options) {
  const log = openSync(options.logFile, 'w');
  const child = spawn(options.command, options.args, {
    detached: options.detached,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  /** @type {string | undefined} */
  let ended;
  child.once('error', error => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = `it ended with ${signal ?? `code ${code}`}`;
  });
  if (options.detached) {
    child.unref();
  } else {
    endWithThisProcess(child);
  }
  const deadline = Date.now() + startTimeoutMs;
  while (!ended && Date.now() < deadline) {
    if (await answers(options.readyUrl)) {
      const record = child.pid && recordProcess(child.pid);
      if (record && !ended) {
        return record;
      }
    }
    await sleep(pollMs);
  }
  child.kill('SIGKILL');
  const output = await readFile(options.logFile, 'utf8');
  throw new Error(
    `The lab's ${options.name} did not start (${ended ?? 'no answer'}): ${output
      .slice(-2000)
      .trim()}`,
  );
}

/** @param {import('node:child_process').ChildProcess} child */
function endWithThisProcess(child) {
  const end = () => child.kill('SIGTERM');
  process.once('exit', end);
  child.once('exit', () => process.removeListener('exit', end));
  child.unref();
}

/**
 * Stops exactly the recorded process: with SIGTERM, later with SIGKILL.
 *
 * @param {import('./ProcessRecord.mjs').ProcessRecord | undefined} record
 */
export async function stopServer(record) {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    if (!record || !isAlive(record)) {
      return;
    }
    process.kill(record.pid, signal);
    const deadline = Date.now() + stopTimeoutMs;
    while (isAlive(record) && Date.now() < deadline) {
      await sleep(pollMs);
    }
  }
}

/**
 * @param {string} url
 * @returns {Promise<boolean>} whether a GET succeeds within a short time
 */
export async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
