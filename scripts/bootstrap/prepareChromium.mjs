import { access, constants } from 'node:fs/promises';
import { inRepository } from '../paths.mjs';
import { runCommand } from '../processes/runCommand.mjs';
import { UserError } from '../terminal/UserError.mjs';
import { MissingPackagesError } from './MissingPackagesError.mjs';

const EXECUTABLES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const MANAGERS = {
  '/usr/bin/apt-get': [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
  ],
  '/usr/bin/dnf': [['dnf', 'install', '-y', 'chromium']],
};

/**
 * The browser that the browser tests drive; as root on Debian or Fedora it is installed when there is none.
 *
 * @returns {Promise<string>} its executable
 * @throws MissingPackagesError if somebody with more rights has to install it
 */
export async function prepareChromium({ progress, teardown }) {
  const present = await findChromium();
  if (present) {
    return present;
  }
  const manager = await findFirst(Object.keys(MANAGERS));
  const commands = MANAGERS[manager] ?? [];
  if (process.getuid?.() !== 0 || commands.length === 0) {
    throw new MissingPackagesError(
      ['chromium'],
      commands.at(-1)?.join(' ') ?? 'the system’s package manager',
    );
  }

  const task = progress.start('Installing system packages: chromium');
  for (const [command, ...args] of commands) {
    const { code, lines } = await runCommand(command, args, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      logFile: inRepository('.cache/logs/chromium.log'),
      onLine: task.detail,
      teardown,
    });
    if (code !== 0) {
      task.failed();
      throw new UserError(
        `chromium could not be installed:\n${lines.slice(-20).join('\n')}`,
      );
    }
  }
  task.done('System packages installed: chromium');
  return findChromium();
}

function findChromium() {
  const chosen = process.env.CHROMIUM_PATH;
  return chosen ? Promise.resolve(chosen) : findFirst(EXECUTABLES);
}

async function findFirst(paths) {
  for (const path of paths) {
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) {
      return path;
    }
  }
  return undefined;
}
