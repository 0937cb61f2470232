import { inRepository, repositoryPath } from '../paths.mjs';
import { runCommand } from '../processes/runCommand.mjs';
import { UserError } from '../terminal/UserError.mjs';
import { InstallStamp } from './InstallStamp.mjs';

/** @import { NodeProgram, Surroundings } from './prepareNode.mjs' */

const YARN = inRepository('.yarn/releases/yarn-4.13.0.cjs');

/**
 * Installs the repository's dependencies from its lockfile, unless they are installed already.
 *
 * @param {Surroundings & { node: NodeProgram }} options
 */
export async function installDependencies({ node, progress, teardown }) {
  const stamp = new InstallStamp(repositoryPath);
  if (await stamp.isCurrent()) {
    return;
  }

  const task = progress.start('Installing dependencies');
  await stamp.clear();
  const { code, lines } = await runCommand(
    node.executable,
    [YARN, 'install', '--immutable'],
    {
      cwd: repositoryPath,
      // In CI, yarn prints a line for every fetched package.
      env: { ...node.env, YARN_ENABLE_INLINE_BUILDS: 'false' },
      logFile: inRepository('.cache/logs/install.log'),
      onLine: line => {
        const step = /┌ (.+)$/.exec(line)?.[1];
        if (step) {
          task.detail(step.toLowerCase());
        }
      },
      teardown,
    },
  );
  if (code !== 0) {
    task.failed();
    throw new UserError(explain(lines));
  }
  await stamp.write();
  task.done('Dependencies installed');
}

/** @param {string[]} lines */
function explain(lines) {
  const output = lines.slice(-30).join('\n');
  if (lines.some(line => line.includes('YN0028'))) {
    return `${output}\nyarn.lock does not match the manifests. Run \`node .yarn/releases/yarn-4.13.0.cjs install\`, look at the change and commit it.`;
  }
  return `${output}\nThe dependencies could not be installed. The complete output is in .cache/logs/install.log.`;
}
