import { mkdir, readFile, rm } from 'node:fs/promises';
import { inRepository, repositoryPath } from '../paths.mjs';
import { runCommand } from '../processes/runCommand.mjs';
import { countTapResult } from './countTapResult.mjs';

const PATTERNS = ['scripts/**/*.test.mjs', 'lab/**/*.test.mjs'];
const RESULT_PATH = inRepository('.cache/test/node.tap');

/** The tests of the plain Node programs, scripts and lab, with Node's own test runner. */
export async function runNodeTests({ node, env, teardown }, detail) {
  await mkdir(inRepository('.cache/test'), { recursive: true });
  await rm(RESULT_PATH, { force: true });
  const { code, lines } = await runCommand(
    node.executable,
    [
      '--test',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${RESULT_PATH}`,
      ...PATTERNS,
    ],
    {
      cwd: repositoryPath,
      env,
      logFile: inRepository('.cache/logs/test-node.log'),
      onLine: detail,
      teardown,
    },
  );
  const begin = lines.findIndex(line => line.includes('failing tests:'));
  const report = lines.slice(begin === -1 ? -100 : begin).join('\n');
  const tap = await readFile(RESULT_PATH, 'utf8').catch(() => '');
  const counts = countTapResult(tap);
  if (code !== 0 && counts.failed === 0) {
    counts.failed = 1;
  }
  return { ...counts, report };
}
