import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTestArguments } from './parseTestArguments.mjs';

test('runs everything by default', () => {
  assert.deepEqual(
    [...parseTestArguments([]).parts],
    ['unit', 'integration', 'e2e'],
  );
});

test('runs the named parts', () => {
  assert.deepEqual(
    [...parseTestArguments(['--e2e', '--unit']).parts],
    ['unit', 'e2e'],
  );
});

test('runs the adoption only on request', () => {
  assert.deepEqual([...parseTestArguments(['--adoption']).parts], ['adoption']);
});

test('shows the usage for an unknown option', () => {
  assert.throws(() => parseTestArguments(['--fast']), /--fast[^]*npm test/);
});

test('accepts names of test files', () => {
  const { parts, names } = parseTestArguments([
    '--integration',
    'twoBackends',
    'away',
  ]);
  assert.deepEqual([...parts], ['integration']);
  assert.deepEqual(names, ['twoBackends', 'away']);
});

test('requires the part that a name belongs to', () => {
  assert.throws(() => parseTestArguments(['modinfo']), /part[^]*modinfo/);
});
