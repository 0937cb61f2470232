import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 200;

/**
 * Runs a function while holding the lock of a folder, against other processes too.
 *
 * @remarks
 * The lock is a socket in Linux' abstract namespace: the kernel gives it to one process at a
 * time and takes it back the moment that process dies, so there is never a stale lock to judge.
 *
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} action
 * @param {() => void} [onWait] - told once if somebody else holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(folder, action, onWait) {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  let waiting = false;
  let lock;
  while (!(lock = await tryListen(`\0driver-toolkit-lab-${name}`))) {
    if (!waiting) {
      waiting = true;
      onWait?.();
    }
    await sleep(pollMs);
  }
  try {
    return await action();
  } finally {
    await new Promise(resolve => lock.close(resolve));
  }
}

async function tryListen(path) {
  const server = createServer(socket => socket.destroy());
  try {
    await new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    return server;
  } catch (error) {
    if (error.code === 'EADDRINUSE') {
      return undefined;
    }
    throw error;
  }
}
