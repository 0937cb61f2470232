import { existsSync } from 'node:fs';
import { inRepository } from '../paths.mjs';
import { Baseline } from './Baseline.mjs';
import { describeAreas, describeMutants } from './describeMutants.mjs';
import { diffSince, listFiles } from './listFiles.mjs';
import { isSource } from './isSource.mjs';
import { parseChangedLines } from './parseChangedLines.mjs';
import { planRuns } from './planRuns.mjs';
import { readMutants } from './readMutants.mjs';
import { runStryker } from './runStryker.mjs';
import { selectSources } from './selectSources.mjs';

/**
 * @import { MutateOptions } from './parseMutateArguments.mjs'
 * @import { Run } from './planRuns.mjs'
 * @import { Mutant } from './readMutants.mjs'
 * @import { MutateContext } from './runStryker.mjs'
 */

const BASELINE = inRepository('scripts/mutate/baseline.json');

/**
 * @param {MutateOptions} options
 * @param {MutateContext} context
 * @returns {Promise<boolean>} whether the tests notice at least as much as before
 */
export async function mutate(options, context) {
  const { progress } = context;
  const baseline = await Baseline.read(BASELINE);
  if (options.scores) {
    progress.print(describeAreas(baseline.scores()));
    return true;
  }

  const targets = await chooseTargets(options);
  if (targets.length === 0) {
    progress.print('There is no product code to make mistakes in.');
    return true;
  }
  const declines = [];
  for (const run of planRuns(targets)) {
    const mutants = await measure(run, { ...context, ...options });
    progress.print(`${describeMutants(mutants, baseline)}\n`);
    if (options.record) {
      await record(mutants);
    } else if (!options.since) {
      declines.push(...baseline.declines(mutants));
    }
  }
  if (options.record) {
    progress.print(describeAreas((await Baseline.read(BASELINE)).scores()));
  }
  declines.forEach(decline => progress.print(decline));
  return declines.length === 0;
}

/**
 * Reads the kept results again: a run takes long, and another one may have ended meanwhile.
 *
 * @param {Mutant[]} mutants
 */
async function record(mutants) {
  const baseline = await Baseline.read(BASELINE);
  baseline.record(mutants);
  baseline.prune((await listFiles()).filter(isPresentSource));
  await baseline.write(BASELINE);
}

/** @param {MutateOptions} options */
async function chooseTargets(options) {
  if (options.since) {
    return parseChangedLines(await diffSince(options.since));
  }
  return selectSources((await listFiles()).filter(isPresentSource), options);
}

/**
 * @param {Run} run
 * @param {MutateContext & MutateOptions} context
 */
async function measure(run, context) {
  const count = new Set(run.mutate.map(target => target.split(':')[0])).size;
  const files = count === 1 ? '1 file' : `${count} files`;
  const task = context.progress.start(`Mistakes in ${files} of ${run.package}`);
  try {
    const mutants = readMutants(await runStryker(run, context, task.detail));
    task.done();
    return mutants;
  } catch (error) {
    task.failed();
    throw error;
  }
}

/** @param {string} path */
function isPresentSource(path) {
  return isSource(path) && existsSync(inRepository(path));
}
