import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStartArguments } from './parseStartArguments.mjs';

test('leaves the profile open by default', () => {
  assert.deepEqual(parseStartArguments([]), {
    help: false,
    verbose: false,
    profile: undefined,
  });
});

test('accepts a profile', () => {
  assert.equal(parseStartArguments(['--lab']).profile, 'lab');
  assert.equal(parseStartArguments(['--centos']).profile, 'centos');
});

test('refuses both profiles at once', () => {
  assert.throws(
    () => parseStartArguments(['--lab', '--centos']),
    /Choose either --lab or --centos/,
  );
});

test('shows the usage for an unknown option', () => {
  assert.throws(
    () => parseStartArguments(['--fedora']),
    /--fedora[^]*npm start/,
  );
});
