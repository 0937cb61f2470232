import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { listProcesses } from './listProcesses.mjs';
import { startProcess } from './startProcess.mjs';

const linuxOnly = { skip: process.platform !== 'linux' };

/**
 * Starts a Node program and resolves with it and the process ids that it
 * printed.
 *
 * @param {string} source
 */
async function startProgram(source, announcements = 1) {
  /** @type {number[]} */
  const pids = [];
  const started = await new Promise(resolve => {
    const program = startProcess(process.execPath, ['-e', source], {
      onLine: line => {
        pids.push(Number(line));
        if (pids.length === announcements) {
          resolve(program);
        }
      },
    });
  });
  return { started, pids };
}

/** @param {number[]} pids */
async function alive(pids) {
  const living = new Set((await listProcesses()).map(({ pid }) => pid));
  return pids.filter(pid => living.has(pid));
}

const WAIT = 'setInterval(() => {}, 1000);';
const ANNOUNCE = 'console.log(process.pid);';

test('lets a program end by itself', linuxOnly, async () => {
  const { started } = await startProgram(
    `process.on('SIGTERM', () => setTimeout(() => process.exit(7), 200)); ${WAIT} ${ANNOUNCE}`,
  );
  await started.stop({ graceMs: 10_000 });
  assert.deepEqual(await started.exited, { code: 7, signal: undefined });
});

test('kills a program that ignores the request', linuxOnly, async () => {
  const { started, pids } = await startProgram(
    `process.on('SIGTERM', () => {}); ${WAIT} ${ANNOUNCE}`,
  );
  const begun = Date.now();
  await started.stop({ graceMs: 300 });
  assert.deepEqual(await started.exited, {
    code: undefined,
    signal: 'SIGKILL',
  });
  assert.ok(Date.now() - begun >= 300);
  assert.deepEqual(await alive(pids), []);
});

test(
  'leaves no descendant, inside or outside of its group',
  linuxOnly,
  async () => {
    const child = `process.on('SIGTERM', () => {}); ${WAIT} ${ANNOUNCE}`;
    const { started, pids } = await startProgram(
      `const { spawn } = require('node:child_process');
     for (const detached of [false, true]) {
       spawn(process.execPath, ['-e', ${JSON.stringify(
         child,
       )}], { detached, stdio: ['ignore', 'inherit', 'ignore'] });
     }
     ${ANNOUNCE} ${WAIT}`,
      3,
    );
    assert.equal((await alive(pids)).length, 3);
    await started.stop({ graceMs: 300 });
    assert.deepEqual(await alive(pids), []);
  },
);

test('signals only the leader, and once', linuxOnly, async () => {
  const { started } = await startProgram(
    `let asked = 0;
     process.on('SIGTERM', () => { asked += 1; setTimeout(() => process.exit(asked), 300); });
     ${WAIT} ${ANNOUNCE}`,
  );
  await started.stop({ graceMs: 10_000 });
  assert.equal((await started.exited).code, 1);
});

test('accepts a program that has already ended', async () => {
  const started = startProcess(process.execPath, ['-e', '']);
  await started.exited;
  await started.stop({ graceMs: 100 });
});

test('lists no dead process', linuxOnly, async () => {
  const { started, pids } = await startProgram(`${ANNOUNCE} ${WAIT}`);
  assert.deepEqual(await alive(pids), pids);
  process.kill(pids[0], 'SIGKILL');
  await started.exited;
  await delay(50);
  assert.deepEqual(await alive(pids), []);
});
