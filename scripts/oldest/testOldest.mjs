import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRepository } from '../paths.mjs';
import { runCommand } from '../processes/runCommand.mjs';
import { runJestTests } from '../suite/runJestTests.mjs';
import { runStage } from '../suite/runStage.mjs';
import { UserError } from '../terminal/UserError.mjs';
import { copyWorkspace } from './copyWorkspace.mjs';

/**
 * @import { Progress } from '../terminal/Progress.mjs'
 * @import { TestContext } from '../suite/runSuite.mjs'
 */

const YARN = '.yarn/releases/yarn-4.13.0.cjs';
const INSTALL_LOG = '.cache/logs/oldest-install.log';

/**
 * Runs the unit tests of the packages on the oldest versions that their ranges accept, in a temporary copy of the
 * repository.
 *
 * @param {TestContext & { progress: Progress }} context
 * @returns {Promise<boolean>} whether all tests passed
 */
export async function testOldest(context) {
  const { progress, teardown } = context;
  const folder = await mkdtemp(join(tmpdir(), 'driver-toolkit-oldest-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const forget = teardown.add(remove);
  try {
    const pins = await copyWorkspace(folder);
    progress.print(
      pins.map(({ name, version }) => `  ${name} ${version}`).join('\n'),
    );
    await install(folder, context);
    const { failed } = await runStage(
      progress,
      'Unit tests on the oldest versions',
      detail =>
        runJestTests('unit', { ...context, folder, label: 'oldest' }, detail),
    );
    return failed === 0;
  } finally {
    forget();
    await remove();
  }
}

/**
 * @param {string} folder
 * @param {TestContext & { progress: Progress }} context
 */
async function install(folder, { node, progress, teardown }) {
  const task = progress.start('Installing the oldest versions');
  const { code, lines } = await runCommand(
    node.executable,
    [join(folder, YARN), 'install'],
    {
      cwd: folder,
      env: {
        ...node.env,
        // Yarn refuses to change a lockfile where CI is set.
        YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
        // It would ask a server on the internet which packages have types.
        YARN_TS_ENABLE_AUTO_TYPES: 'false',
      },
      logFile: inRepository(INSTALL_LOG),
      onLine: task.detail,
      teardown,
    },
  );
  if (code !== 0) {
    task.failed();
    throw new UserError(
      `${lines
        .slice(-30)
        .join(
          '\n',
        )}\nThe oldest versions could not be installed. The whole output is in ${INSTALL_LOG}.`,
    );
  }
  task.done('Oldest versions installed');
}
