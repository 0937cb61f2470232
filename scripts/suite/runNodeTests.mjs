import { mkdir, readFile, rm } from 'node:fs/promises';
import { inRepository, repositoryPath } from '../paths.mjs';
import { runCommand } from '../processes/runCommand.mjs';
import { countTapResult } from './countTapResult.mjs';

/** @import { TestContext } from './runSuite.mjs' */

/**
 * Runs the tests of the plain Node programs below a folder with Node's test runner.
 *
 * @param {'scripts' | 'lab'} folder
 * @param {Pick<TestContext, 'node' | 'env' | 'teardown'>} context
 * @param {(text: string) => void} detail
 */
export async function runNodeTests(folder, { node, env, teardown }, detail) {
  const resultPath = inRepository(`.cache/test/${folder}.tap`);
  await mkdir(inRepository('.cache/test'), { recursive: true });
  await rm(resultPath, { force: true });
  const { code, lines } = await runCommand(
    node.executable,
    [
      '--test',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${resultPath}`,
      `${folder}/**/*.test.mjs`,
    ],
    {
      cwd: repositoryPath,
      env,
      logFile: inRepository(`.cache/logs/test-${folder}.log`),
      onLine: detail,
      teardown,
    },
  );
  const begin = lines.findIndex(line => line.includes('failing tests:'));
  const report = lines.slice(begin === -1 ? -100 : begin).join('\n');
  const tap = await readFile(resultPath, 'utf8').catch(() => '');
  const counts = countTapResult(tap);
  if (code !== 0 && counts.failed === 0) {
    counts.failed = 1;
  }
  return { ...counts, report };
}
