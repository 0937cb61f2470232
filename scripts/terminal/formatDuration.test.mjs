import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration } from './formatDuration.mjs';

test('is exact where it matters and short elsewhere', () => {
  assert.equal(formatDuration(420), '0.4 s');
  assert.equal(formatDuration(9_960), '10 s');
  assert.equal(formatDuration(59_400), '59 s');
  assert.equal(formatDuration(59_600), '1 min 00 s');
  assert.equal(formatDuration(185_000), '3 min 05 s');
});
