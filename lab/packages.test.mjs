import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { missingPackages } from './packages.mjs';
import { findCommand } from './process/findCommand.mjs';

test('the command names every missing package', async t => {
  const empty = await mkdtemp(join(tmpdir(), 'lab-path-'));
  const path = process.env.PATH;
  t.after(async () => {
    process.env.PATH = path;
    await rm(empty, { recursive: true });
  });

  process.env.PATH = empty;
  const { packages, command } = await missingPackages();

  assert.ok(packages.includes('podman'));
  assert.ok(packages.includes('git'));
  for (const name of packages) {
    assert.ok(command.split(' ').includes(name), `${name} in: ${command}`);
  }
  const sudo = command.startsWith('sudo ');
  assert.equal(sudo, process.getuid?.() !== 0);
});

test('a command is found by any of its names', async () => {
  const shell = await findCommand('no-such-program', 'sh');
  assert.match(String(shell), /\/sh$/);
  assert.equal(await findCommand('no-such-program'), undefined);
});
