import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { countJestResult } from './countJestResult.mjs';
import { countPlaywrightResult } from './countPlaywrightResult.mjs';
import { countTapResult } from './countTapResult.mjs';
import { Tally } from './Tally.mjs';

test('adds up to the closing line', () => {
  const tally = new Tally();
  tally.add({ passed: 3, failed: 0, skipped: 1 });
  tally.add({ passed: 4, failed: 2, skipped: 0 });
  assert.equal(`${tally}`, '7 passed, 2 failed, 1 skipped');
});

test('counts what Node’s own test runner reports', () => {
  const folder = mkdtempSync(join(tmpdir(), 'count-tap-'));
  try {
    const file = join(folder, 'some.test.mjs');
    writeFileSync(
      file,
      `import { describe, test } from 'node:test';
       describe('a suite', () => {
         test('passes', () => {});
         test('passes too', () => {});
         test('fails', () => { throw new Error('no'); });
         test('is skipped', { skip: true }, () => {});
         test.todo('is to be done');
       });`,
    );
    // With this variable, Node's runner refuses to start another one within a test run.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { stdout } = spawnSync(
      process.execPath,
      ['--test', '--test-reporter=tap', file],
      { encoding: 'utf8', env },
    );
    assert.deepEqual(countTapResult(stdout), {
      passed: 2,
      failed: 1,
      skipped: 2,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('counts nothing without TAP', () => {
  assert.deepEqual(countTapResult(''), { passed: 0, failed: 0, skipped: 0 });
});

test('counts jest’s tests and files that could not be run', () => {
  const counts = countJestResult(
    {
      numPassedTests: 5,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      numRuntimeErrorTestSuites: 1,
      testResults: [
        { name: '/repo/a/one.test.ts', status: 'passed', message: '' },
        {
          name: '/repo/a/two.test.ts',
          status: 'failed',
          message: '● expected',
        },
      ],
    },
    '/repo',
  );
  assert.deepEqual(counts, {
    passed: 5,
    failed: 2,
    skipped: 3,
    report: 'a/two.test.ts\n● expected',
  });
});

test('counts a browser test that needed a second try as failed', () => {
  assert.deepEqual(
    countPlaywrightResult({
      stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 },
    }),
    { passed: 4, failed: 2, skipped: 2 },
  );
});
