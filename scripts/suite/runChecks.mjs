import { inRepository, repositoryPath } from '../paths.mjs';
import { runCommand } from '../processes/runCommand.mjs';

/**
 * @import { StageRun } from './runStage.mjs'
 * @import { TestContext } from './runSuite.mjs'
 */

const REPORT_LINES = 200;
const BACKSTAGE_CLI = 'node_modules/@backstage/cli/bin/backstage-cli';
const CHECKS = [
  {
    title: 'Generated API code',
    log: 'check-api',
    args: ['scripts/generate-api.mjs', '--check'],
  },
  {
    title: 'Reference pages',
    log: 'check-reference',
    args: ['scripts/generate-reference.mjs', '--check'],
  },
  {
    title: 'Types',
    log: 'check-types',
    args: ['node_modules/typescript/bin/tsc', '--pretty', 'false'],
  },
  {
    title: 'Types of scripts, lab and benchmarks',
    log: 'check-types-of-scripts',
    args: [
      'node_modules/typescript/bin/tsc',
      '--project',
      'tsconfig.scripts.json',
      '--pretty',
      'false',
    ],
  },
  {
    // Reads the declarations that the type check has written.
    title: 'API reports',
    log: 'check-api-reports',
    args: [
      'node_modules/@backstage/repo-tools/bin/backstage-repo-tools',
      'api-reports',
      '--ci',
      '--validate-release-tags',
      '--omit-messages',
      'ae-undocumented,ae-wrong-input-file-type',
    ],
  },
  {
    title: 'Formatting',
    log: 'check-formatting',
    // The cache has whole file systems, which are not to be searched for sources.
    args: [
      'node_modules/prettier/bin-prettier.js',
      '--check',
      '.',
      '!.cache/**',
    ],
  },
  {
    title: 'Lint',
    log: 'check-lint',
    args: [BACKSTAGE_CLI, 'repo', 'lint'],
  },
  {
    title: 'Rooms',
    log: 'check-rooms',
    args: [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      'plugins',
      'packages',
      '--config',
      '.dependency-cruiser.cjs',
    ],
  },
  {
    title: 'Unused code and dependencies',
    log: 'check-unused',
    args: [
      'node_modules/knip/bin/knip.js',
      '--no-progress',
      '--no-config-hints',
    ],
  },
  {
    title: 'Configuration of the lab',
    log: 'check-config-lab',
    args: configCheck('app-config.yaml'),
  },
  {
    title: 'Configuration of CentOS Stream',
    log: 'check-config-centos',
    args: configCheck('app-config.yaml', 'app-config.centos.yaml'),
  },
];

/**
 * Runs the checks; each counts as one test.
 *
 * @param {(title: string, run: StageRun) => Promise<void>} stage
 * @param {Pick<TestContext, 'node' | 'env' | 'teardown'>} context
 */
export async function runChecks(stage, context) {
  const { node, env, teardown } = context;
  for (const { title, log, args } of CHECKS) {
    await stage(title, async () => {
      const { code, lines } = await runCommand(node.executable, args, {
        cwd: repositoryPath,
        env,
        logFile: inRepository(`.cache/logs/${log}.log`),
        teardown,
      });
      const passed = code === 0 ? 1 : 0;
      const report = lines.slice(-REPORT_LINES).join('\n');
      return { passed, failed: 1 - passed, skipped: 0, report };
    });
  }
  await stage('Packages', async detail => {
    // It needs installed packages. The declarations that it packs are those that the check of types has written.
    const { checkPackages } = await import('../packages/checkPackages.mjs');
    return checkPackages(context, detail);
  });
}

/** @param {string[]} files */
function configCheck(...files) {
  const options = files.flatMap(file => ['--config', file]);
  return [BACKSTAGE_CLI, 'config:check', '--strict', ...options];
}
