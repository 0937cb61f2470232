import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCommand } from './runCommand.mjs';
import { Teardown } from './Teardown.mjs';

test('returns the exit code and the lines of both streams', async () => {
  const { code, lines } = await runCommand(process.execPath, [
    '-e',
    'console.log("out"); console.error("err"); process.exitCode = 3;',
  ]);
  assert.equal(code, 3);
  assert.deepEqual([...lines].sort(), ['err', 'out']);
});

test('says why a program could not be started', async () => {
  const { code, lines } = await runCommand('no-such-program', []);
  assert.equal(code, undefined);
  assert.match(lines[0], /no-such-program.*ENOENT/);
});

test('writes every line to the log', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'run-command-'));
  try {
    const logFile = join(folder, 'below', 'run.log');
    await runCommand(
      process.execPath,
      ['-e', 'for (let i = 0; i < 1000; i++) console.log(i)'],
      { logFile },
    );
    const log = await readFile(logFile, 'utf8');
    assert.equal(log.split('\n').length, 1001);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('is stopped together with the whole run', async () => {
  const teardown = new Teardown();
  const running = runCommand(
    process.execPath,
    ['-e', 'console.log(1); setInterval(() => {}, 1000)'],
    { teardown, onLine: () => teardown.run() },
  );
  assert.equal((await running).signal, 'SIGTERM');
});
