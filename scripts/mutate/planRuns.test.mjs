import assert from 'node:assert/strict';
import { matchesGlob } from 'node:path';
import { test } from 'node:test';
import { planRuns } from './planRuns.mjs';

const backend = 'plugins/driver-toolkit-backend/src';

test('runs the tests of a file’s concern', () => {
  const [run] = planRuns([`${backend}/builds/worker/Lease.ts`]);
  assert.equal(run.package, 'plugins/driver-toolkit-backend');
  assert.equal(run.name, 'plugins-driver-toolkit-backend-builds');
  const isRun = (/** @type {string} */ path) =>
    run.testMatch.some(glob => matchesGlob(path, glob));
  assert.ok(isRun(`/repository/${backend}/builds/queue/BuildQueue.test.ts`));
  assert.ok(isRun(`/repository/${backend}/builds/worker/Lease.test.ts`));
  assert.ok(!isRun(`/repository/${backend}/index/health.test.ts`));
  assert.ok(!isRun(`/repository/${backend}/builds/worker/Lease.ts`));
});

test('runs all tests of a package for its entry point', () => {
  const [run] = planRuns([`${backend}/plugin.ts`]);
  assert.deepEqual(run.testMatch, ['**/*.test.{ts,tsx}']);
});

test('runs once for files with the same tests, and keeps their lines', () => {
  const runs = planRuns([
    `${backend}/builds/queue/BuildQueue.ts:3-9`,
    `${backend}/builds/queue/BuildQueue.ts:12-12`,
    `${backend}/builds/worker/Lease.ts`,
    `${backend}/logs/LogBudget.ts`,
    'plugins/driver-toolkit-node/src/registry/RegistryPace.ts',
  ]);
  assert.deepEqual(
    runs.map(({ mutate }) => mutate),
    [
      [
        `${backend}/builds/queue/BuildQueue.ts:3-9`,
        `${backend}/builds/queue/BuildQueue.ts:12-12`,
        `${backend}/builds/worker/Lease.ts`,
      ],
      [`${backend}/logs/LogBudget.ts`],
      ['plugins/driver-toolkit-node/src/registry/RegistryPace.ts'],
    ],
  );
});
