import { platform } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { descendantsOf, listProcesses } from './listProcesses.mjs';

/** @import { Process } from './listProcesses.mjs' */

const POLL_MS = 50;
const KILL_WAIT_MS = 2_000;

/**
 * Stops the process group that `pid` leads, with everything that descends from it.
 *
 * @remarks
 *
 * Only the leader gets a SIGTERM, once: it stops its children itself, and a Backstage backend that gets a second
 * SIGTERM exits without waiting for its shutdown hooks. Processes that still run after `graceMs` are killed, including
 * descendants that left the group.
 *
 * @param {number} pid
 * @param {{ graceMs?: number }} [options]
 */
export async function stopProcess(pid, { graceMs = 15_000 } = {}) {
  /** @type {Map<number, Process>} */
  const known = new Map();
  await remember(pid, known);
  send(pid, 'SIGTERM');

  if (await waitUntilGone(pid, known, graceMs)) {
    return;
  }
  await remember(pid, known);
  send(-pid, 'SIGKILL');
  for (const { pid: member } of await survivors(known)) {
    send(member, 'SIGKILL');
  }
  await waitUntilGone(pid, known, KILL_WAIT_MS);
}

/**
 * @param {number} pid
 * @param {Map<number, Process>} known
 */
async function remember(pid, known) {
  for (const found of descendantsOf(pid, await listProcesses())) {
    known.set(found.pid, found);
  }
}

/** @param {Map<number, Process>} known */
async function survivors(known) {
  const processes = await listProcesses();
  return processes.filter(
    ({ pid, started }) => known.get(pid)?.started === started,
  );
}

/**
 * @param {number} pid
 * @param {Map<number, Process>} known
 * @param {number} timeoutMs
 */
async function waitUntilGone(pid, known, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (!(await isGroupAlive(pid)) && (await survivors(known)).length === 0) {
      return true;
    }
    if (Date.now() >= deadline) {
      return false;
    }
    await delay(POLL_MS);
  }
}

/** @param {number} group */
async function isGroupAlive(group) {
  if (platform === 'linux') {
    return (await listProcesses()).some(found => found.group === group);
  }
  return send(-group, 0);
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals | 0} signal
 */
function send(pid, signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
