import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Teardown } from './Teardown.mjs';

test('undoes the last step first, each once', async () => {
  const undone = [];
  const teardown = new Teardown();
  for (const name of ['lab', 'portal']) {
    teardown.add(async () => undone.push(name));
  }
  await Promise.all([teardown.run(), teardown.run()]);
  assert.deepEqual(undone, ['portal', 'lab']);
});

test('leaves out what ended by itself', async () => {
  const undone = [];
  const teardown = new Teardown();
  const forget = teardown.add(() => undone.push('ended'));
  teardown.add(() => undone.push('running'));
  forget();
  await teardown.run();
  assert.deepEqual(undone, ['running']);
});

test('stops at once what is started too late', async () => {
  const undone = [];
  const teardown = new Teardown();
  teardown.add(() => {
    teardown.add(async () => undone.push('late'));
  });
  await teardown.run();
  assert.deepEqual(undone, ['late']);
});

test('goes on when a step fails', async t => {
  t.mock.method(process.stderr, 'write', () => true);
  const undone = [];
  const teardown = new Teardown();
  teardown.add(() => undone.push('first'));
  teardown.add(() => Promise.reject(new Error('stuck')));
  await teardown.run();
  assert.deepEqual(undone, ['first']);
  assert.match(process.stderr.write.mock.calls[0].arguments[0], /stuck/);
});
