import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const patienceMs = 500;

/**
 * Runs a function while holding the lock of a folder, which also excludes other processes.
 *
 * @remarks The lock is flock(2)'s, on the file `lock` in that folder, held by a `flock … cat` whose
 * input is a pipe of this process: when this process ends in any way, the kernel closes the pipe
 * and releases the lock. So locks are never stale.
 *
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} action
 * @param {() => void} onWait - called if another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(folder, action, onWait) {
  await mkdir(folder, { recursive: true });
  const holder = spawn('flock', [join(folder, 'lock'), 'cat'], {
    // Does not get a Ctrl-C in the terminal, which this process handles.
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'close');
  const waiting = setTimeout(onWait, patienceMs);
  try {
    holder.stdin.write('held\n');
    await Promise.race([
      once(holder.stdout, 'data'),
      ended.then(([code]) => {
        throw new Error(`The lock of ${folder} failed with code ${code}.`);
      }),
    ]);
    clearTimeout(waiting);
    return await action();
  } finally {
    clearTimeout(waiting);
    holder.stdin.end();
    await ended;
  }
}
