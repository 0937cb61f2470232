import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inRepository, repositoryPath } from '../paths.mjs';
import { runCommand } from '../processes/runCommand.mjs';
import { UserError } from '../terminal/UserError.mjs';

/**
 * @import { NodeProgram, Surroundings } from '../bootstrap/prepareNode.mjs'
 * @import { Run } from './planRuns.mjs'
 * @import { Report } from './readMutants.mjs'
 */

const STRYKER = 'node_modules/@stryker-mutator/core/bin/stryker.js';
const FOLDER = '.cache/mutate';
/** Longer than jest's limit for a test, so that a hanging test fails before its process is replaced. */
const TIMEOUT_MS = 8_000;

/** @typedef {Surroundings & { node: NodeProgram, env: NodeJS.ProcessEnv }} MutateContext */

/**
 * Runs StrykerJS on a package's files, on a copy of the repository below `.cache`.
 *
 * @param {Run} run
 * @param {MutateContext & { concurrency: number }} context
 * @param {(text: string) => void} detail
 * @returns {Promise<Report>}
 */
export async function runStryker(
  run,
  { node, env, teardown, concurrency },
  detail,
) {
  await mkdir(inRepository(FOLDER), { recursive: true });
  const folder = await mkdtemp(inRepository(`${FOLDER}/run-`));
  try {
    const options = join(folder, 'options.json');
    const plan = join(folder, 'plan.json');
    const report = join(folder, 'report.json');
    await writeFile(plan, JSON.stringify(run));
    await writeFile(
      options,
      JSON.stringify(strykerOptions({ run, report, concurrency })),
    );
    const { lines } = await runCommand(
      node.executable,
      [STRYKER, 'run', options],
      {
        cwd: repositoryPath,
        env: { ...env, CI: 'true', MUTATE_RUN: plan },
        logFile: inRepository(`.cache/logs/mutate-${run.name}.log`),
        onLine: line => {
          const progress = /(\d+\/\d+ tested.*)$/.exec(line)?.[1];
          if (progress) {
            detail(progress);
          }
        },
        teardown,
      },
    );
    return await readReport(report, lines);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} path
 * @param {string[]} lines
 */
async function readReport(path, lines) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    throw new UserError(
      `StrykerJS wrote no report:\n${lines.slice(-40).join('\n')}`,
    );
  }
}

/** @param {{ run: Run, report: string, concurrency: number }} options */
function strykerOptions({ run, report, concurrency }) {
  return {
    mutate: run.mutate,
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner'],
    jest: {
      configFile: 'scripts/mutate/jest/jestConfig.cjs',
      enableFindRelatedTests: true,
    },
    coverageAnalysis: 'perTest',
    concurrency,
    timeoutMS: TIMEOUT_MS,
    tempDirName: `${FOLDER}/sandbox`,
    ignorePatterns: ['.cache', 'dist-types', 'e2e-test-report', 'test-results'],
    reporters: ['progress-append-only', 'json', 'html'],
    jsonReporter: { fileName: report },
    htmlReporter: { fileName: `${FOLDER}/${run.name}.html` },
    allowEmpty: true,
  };
}
