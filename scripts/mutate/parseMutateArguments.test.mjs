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
  test(`refuses the ambiguous '${args.join(' ')}'`, () => {
    assert.throws(() => parseMutateArguments(args), /Name files/);
  });
}

test('needs none of them for the kept scores', () => {
  assert.equal(parseMutateArguments(['--scores']).scores, true);
});

test('lists the areas if one does not exist', () => {
  assert.throws(
    () => parseMutateArguments(['--area', 'queues']),
    /no area 'queues'[^]*registry, queue, access/,
  );
});

test('does not record the outcome of a few lines for their file', () => {
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
