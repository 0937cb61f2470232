import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { MissingPackagesError } from '../bootstrap/MissingPackagesError.mjs';
import { Progress } from '../terminal/Progress.mjs';
import { runStage } from './runStage.mjs';

describe('runStage', () => {
  let output = '';
  /** @type {string | undefined} */
  let ci;
  const progress = new Progress({
    write: text => {
      output += text;
    },
  });

  beforeEach(() => {
    output = '';
    ci = process.env.CI;
    delete process.env.CI;
  });

  afterEach(() => {
    if (ci !== undefined) {
      process.env.CI = ci;
    }
  });

  it('prints what passed', async () => {
    const result = await runStage(progress, 'Unit tests', async () => ({
      passed: 3,
      failed: 0,
      skipped: 1,
      report: 'PASS',
    }));
    assert.equal(result.failed, 0);
    assert.match(output, /✔ Unit tests: 3 passed, 1 skipped \(/);
    assert.doesNotMatch(output, /PASS/);
  });

  it('prints what failed', async () => {
    await runStage(progress, 'Unit tests', async () => ({
      passed: 3,
      failed: 1,
      skipped: 0,
      report: 'expected 1, got 2',
    }));
    assert.match(output, /✖ Unit tests: 1 failed, 3 passed \(.*\)\nexpected 1/);
  });

  for (const skipped of [0, 2]) {
    it(`counts a stage without a test as failed, ${skipped} skipped`, async () => {
      const result = await runStage(progress, 'Unit tests', async () => ({
        passed: 0,
        failed: 0,
        skipped,
      }));
      assert.equal(result.failed, 1);
      assert.match(output, /No test ran in this stage/);
    });
  }

  it('counts a stage that throws as failed', async () => {
    const result = await runStage(progress, 'Browser tests', async () => {
      throw new Error('The lab did not start');
    });
    assert.deepEqual([result.passed, result.failed, result.skipped], [0, 1, 0]);
    assert.match(output, /The lab did not start/);
  });

  const missing = async () => {
    throw new MissingPackagesError(['podman'], 'apt-get install podman');
  };

  it('skips what the machine cannot run, and says what is missing', async () => {
    const result = await runStage(progress, 'Integration tests', missing);
    assert.deepEqual([result.passed, result.failed, result.skipped], [0, 0, 1]);
    assert.match(output, /skipped.*podman.*apt-get install podman/);
  });

  it('skips nothing in CI', async () => {
    process.env.CI = 'true';
    const result = await runStage(progress, 'Integration tests', missing);
    assert.equal(result.failed, 1);
  });
});
