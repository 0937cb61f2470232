import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Baseline } from './Baseline.mjs';
import { describeAreas, describeMutants } from './describeMutants.mjs';
import { readMutants } from './readMutants.mjs';

const file = 'plugins/driver-toolkit-backend/src/builds/queue/BuildQueue.ts';

/**
 * @param {string} status
 * @param {string} replacement
 */
function mutant(status, replacement, line = 2) {
  return {
    mutatorName: 'ConditionalExpression',
    replacement,
    status,
    location: { start: { line, column: 7 }, end: { line, column: 12 } },
  };
}

/** @param {import('./readMutants.mjs').ReportedMutant[]} mutants */
function mutantsOf(...mutants) {
  const source = 'function f(a) {\n  if (a > b) {\n    return a;\n  }\n}\n';
  return readMutants({ files: { [file]: { source, mutants } } });
}

const accepted = {
  file,
  mutator: 'ConditionalExpression',
  code: 'a > b',
  replacement: 'false',
  reason: 'Both do the same.',
};

test('counts a hanging test as noticing, and code that no test runs as unnoticed', () => {
  const mutants = mutantsOf(
    mutant('Killed', 'true'),
    mutant('Timeout', 'a'),
    mutant('Survived', 'false'),
    mutant('NoCoverage', 'b'),
    mutant('CompileError', 'c'),
    mutant('RuntimeError', 'd'),
    mutant('Ignored', 'e'),
  );
  const baseline = new Baseline();
  baseline.record(mutants);
  const queue = baseline.scores().find(({ name }) => name === 'queue');
  assert.partialDeepStrictEqual(queue, {
    noticed: 2,
    unnoticed: 2,
    score: 50,
  });
  assert.match(describeAreas(baseline.scores()), /✖ queue: 50 % \(2 of 4\)/);
  assert.match(describeAreas(baseline.scores()), /– logs: not measured/);
});

test('shows what was not noticed, and why it is accepted', () => {
  const report = describeMutants(
    mutantsOf(
      mutant('Killed', 'true'),
      mutant('Survived', 'false'),
      mutant('NoCoverage', 'b'),
    ),
    new Baseline({ accepted: [accepted] }),
  );
  assert.equal(
    report,
    [
      `${file}: 33 % (1 of 3)`,
      '  2: a > b → false  (stays: Both do the same.)',
      '  2: a > b → b  (no test runs it)',
    ].join('\n'),
  );
});

test('recognises a mistake on another line', () => {
  const [mistake] = mutantsOf(mutant('Survived', 'false'));
  const moved = { ...mistake, line: 90 };
  assert.equal(
    new Baseline({ accepted: [accepted] }).reasonFor(moved),
    'Both do the same.',
  );
});

test('reports files whose tests notice less than before', () => {
  const baseline = new Baseline({
    files: { [file]: { noticed: 1, unnoticed: 1 } },
  });
  const one = mutantsOf(mutant('Survived', 'false'));
  const two = mutantsOf(mutant('Survived', 'false'), mutant('Survived', 'b'));
  assert.deepEqual(baseline.declines(one), []);
  assert.match(baseline.declines(two)[0], /miss 2 mistakes and missed 1/);
  assert.deepEqual(new Baseline().declines(two), []);
});

test('removes reasons of mistakes that are noticed now, and files that are gone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baseline-'));
  const path = join(folder, 'baseline.json');
  try {
    const other = { ...accepted, file: 'plugins/a/src/b.ts' };
    const baseline = new Baseline({
      files: { 'plugins/a/src/b.ts': { noticed: 1, unnoticed: 1 } },
      accepted: [accepted, other],
    });
    baseline.record(mutantsOf(mutant('Killed', 'false')));
    await baseline.write(path);
    const kept = await Baseline.read(path);
    assert.equal(kept.reasonFor(accepted), undefined);
    assert.equal(kept.reasonFor(other), 'Both do the same.');

    kept.prune([file]);
    assert.equal(kept.reasonFor(other), undefined);
  } finally {
    await rm(folder, { recursive: true });
  }
});
