import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { stopDescendants } from './stopDescendants.mjs';

const linuxOnly = { skip: process.platform !== 'linux' };

/** @param {string} source */
async function startChild(source) {
  const child = spawn(
    process.execPath,
    ['-e', `${source} setInterval(() => {}, 1000); console.log('up')`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(child.stdout, 'data');
  return { child, exited: once(child, 'exit') };
}

test(
  'ends every child, by force where asking does not help',
  linuxOnly,
  async () => {
    const polite = await startChild(
      `process.on('SIGTERM', () => process.exit(5));`,
    );
    const deaf = await startChild(`process.on('SIGTERM', () => {});`);
    await stopDescendants({ graceMs: 500 });
    assert.deepEqual(await polite.exited, [5, null]);
    assert.deepEqual(await deaf.exited, [null, 'SIGKILL']);
  },
);

test('does nothing without children', async () => {
  await stopDescendants({ graceMs: 100 });
});
