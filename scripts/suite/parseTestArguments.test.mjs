import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTestArguments } from './parseTestArguments.mjs';

test('runs everything by default', () => {
  assert.deepEqual(
    [...parseTestArguments([]).parts],
    ['unit', 'integration', 'e2e'],
  );
});

test('runs the parts asked for', () => {
  assert.deepEqual(
    [...parseTestArguments(['--e2e', '--unit']).parts],
    ['unit', 'e2e'],
  );
});

test('adopts only if asked to', () => {
  assert.deepEqual([...parseTestArguments(['--adoption']).parts], ['adoption']);
});

test('answers an unknown option with the usage', () => {
  assert.throws(() => parseTestArguments(['--fast']), /--fast[^]*npm test/);
});

test('takes names of test files', () => {
  const { parts, names } = parseTestArguments([
    '--integration',
    'twoBackends',
    'away',
  ]);
  assert.deepEqual([...parts], ['integration']);
  assert.deepEqual(names, ['twoBackends', 'away']);
});

test('asks for the part that a name belongs to', () => {
  assert.throws(() => parseTestArguments(['modinfo']), /part[^]*modinfo/);
});
