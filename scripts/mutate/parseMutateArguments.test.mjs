import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMutateArguments } from './parseMutateArguments.mjs';

test('takes files, an area or a commit', () => {
  assert.deepEqual(
    parseMutateArguments(['SecretMask.ts', 'builds/queue']).names,
    ['SecretMask.ts', 'builds/queue'],
  );
  assert.equal(parseMutateArguments(['--area', 'queue']).area, 'queue');
  assert.equal(parseMutateArguments(['--since', 'main']).since, 'main');
});

for (const args of [
  [],
  ['--record'],
  ['SecretMask.ts', '--area', 'queue'],
  ['--area', 'queue', '--since', 'main'],
]) {
  test(`does not guess what '${args.join(' ')}' is about`, () => {
    assert.throws(() => parseMutateArguments(args), /Name files/);
  });
}

test('needs neither for the kept scores', () => {
  assert.equal(parseMutateArguments(['--scores']).scores, true);
});

test('answers an area that does not exist with those that do', () => {
  assert.throws(
    () => parseMutateArguments(['--area', 'queues']),
    /no area 'queues'[^]*registry, queue, access/,
  );
});

test('keeps no outcome of a few lines as that of their file', () => {
  assert.throws(
    () => parseMutateArguments(['--since', 'main', '--record']),
    /--record needs files/,
  );
});

for (const concurrency of ['0', 'two', '1.5']) {
  test(`refuses ${concurrency} processes`, () => {
    assert.throws(
      () => parseMutateArguments(['a.ts', '--concurrency', concurrency]),
      /positive number/,
    );
  });
}

test('runs one process at a time by default', () => {
  assert.equal(parseMutateArguments(['a.ts']).concurrency, 1);
  assert.equal(
    parseMutateArguments(['a.ts', '--concurrency', '3']).concurrency,
    3,
  );
});
