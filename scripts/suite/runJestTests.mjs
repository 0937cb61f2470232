import { mkdir, readFile, rm } from 'node:fs/promises';
import { inRepository, repositoryPath } from '../paths.mjs';
import { runCommand } from '../processes/runCommand.mjs';
import { countJestResult } from './countJestResult.mjs';

/**
 * @import { TestContext } from './runSuite.mjs'
 * @import { StageResult } from './runStage.mjs'
 */

const BACKSTAGE_CLI = 'node_modules/@backstage/cli/bin/backstage-cli';
/** For tests without a timeout of their own: jest's 5 s is short for a busy machine. */
const TEST_TIMEOUT_MS = 20_000;
const INTEGRATION = '\\.integration\\.test\\.';
/** @type {Record<'unit' | 'integration', (name?: string) => string[]>} */
const SELECTIONS = {
  unit: name => [
    `--testPathIgnorePatterns=${INTEGRATION}`,
    ...(name ? [`--testPathPatterns=${name}`] : []),
  ],
  integration: name => [
    `--testPathPatterns=${name ? `${name}.*` : ''}${INTEGRATION}`,
  ],
};

/**
 * Runs the workspaces' jest tests.
 *
 * @param {'unit' | 'integration'} kind integration tests are the files named `*.integration.test.ts`
 * @param {TestContext & { folder?: string, label?: string, workers?: number }} context the tests are those of the
 * repository, or of a copy of it in `folder`; `label` names their log; `workers` is how many files run at a time, by
 * default as many as jest chooses
 * @param {(text: string) => void} detail
 * @returns {Promise<StageResult>}
 */
export async function runJestTests(
  kind,
  {
    node,
    env,
    teardown,
    names,
    folder = repositoryPath,
    label = kind,
    workers,
  },
  detail,
) {
  const resultPath = inRepository(`.cache/test/jest-${label}.json`);
  await mkdir(inRepository('.cache/test'), { recursive: true });
  await rm(resultPath, { force: true });
  const { code, lines } = await runCommand(
    node.executable,
    [
      BACKSTAGE_CLI,
      'repo',
      'test',
      '--json',
      `--outputFile=${resultPath}`,
      `--testTimeout=${TEST_TIMEOUT_MS}`,
      ...(workers ? [`--maxWorkers=${workers}`] : []),
      ...SELECTIONS[kind](
        names.length > 0 ? `(?:${names.join('|')})` : undefined,
      ),
    ],
    {
      cwd: folder,
      env: { ...env, CI: 'true' },
      logFile: inRepository(`.cache/logs/test-${label}.log`),
      onLine: line => {
        const file = /^(?:PASS|FAIL) .*?([^/\s]+\.test\.\w+)/.exec(line)?.[1];
        if (file) {
          detail(file);
        }
      },
      teardown,
    },
  );

  const json = await readFile(resultPath, 'utf8').catch(() => undefined);
  if (json === undefined) {
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      report: lines.slice(-100).join('\n'),
    };
  }
  const counts = countJestResult(JSON.parse(json), folder);
  if (code !== 0 && counts.failed === 0) {
    return { ...counts, failed: 1, report: lines.slice(-100).join('\n') };
  }
  return counts;
}
