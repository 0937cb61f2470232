import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { Teardown } from './Teardown.mjs';

test('runs each step once, the last one first', async () => {
  /** @type {string[]} */
  const undone = [];
  const teardown = new Teardown();
  for (const name of ['lab', 'portal']) {
    teardown.add(async () => undone.push(name));
  }
  await Promise.all([teardown.run(), teardown.run()]);
  assert.deepEqual(undone, ['portal', 'lab']);
});

test('leaves out removed steps', async () => {
  /** @type {string[]} */
  const undone = [];
  const teardown = new Teardown();
  const forget = teardown.add(() => undone.push('ended'));
  teardown.add(() => undone.push('running'));
  forget();
  await teardown.run();
  assert.deepEqual(undone, ['running']);
});

test('runs a step that is added too late at once', async () => {
  /** @type {string[]} */
  const undone = [];
  const teardown = new Teardown();
  teardown.add(() => {
    teardown.add(async () => undone.push('late'));
  });
  await teardown.run();
  assert.deepEqual(undone, ['late']);
});

test('continues when a step fails', async t => {
  const write = t.mock.method(process.stderr, 'write', () => true);
  /** @type {string[]} */
  const undone = [];
  const teardown = new Teardown();
  teardown.add(() => undone.push('first'));
  teardown.add(() => Promise.reject(new Error('stuck')));
  await teardown.run();
  assert.deepEqual(undone, ['first']);
  assert.match(String(write.mock.calls[0].arguments), /stuck/);
});

/** Starts a program like npm; it prints a first line and then waits. */
async function startAsNpmDoes() {
  const program = `
    import { Teardown } from ${JSON.stringify(
      new URL('./Teardown.mjs', import.meta.url).href,
    )};
    const teardown = new Teardown();
    teardown.onEnd(() => {
      console.log('ended');
      process.exit();
    });
    setInterval(() => {}, 1000);
    console.log(process.pid);`;
  const shell = spawn(
    'sh',
    [
      '-c',
      '"$0" --input-type=module --eval "$1"; :',
      process.execPath,
      program,
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, npm_lifecycle_event: 'start' },
    },
  );
  const lines = createInterface({ input: shell.stdout })[
    Symbol.asyncIterator
  ]();
  const pid = Number((await lines.next()).value);
  return { shell, pid, nextLine: async () => (await lines.next()).value };
}

test('ends on a signal', async () => {
  const { pid, nextLine } = await startAsNpmDoes();
  process.kill(pid, 'SIGTERM');
  assert.equal(await nextLine(), 'ended');
});

test('ends when the shell that npm started dies', async () => {
  const { shell, nextLine } = await startAsNpmDoes();
  shell.kill('SIGTERM');
  assert.equal(await nextLine(), 'ended');
});
