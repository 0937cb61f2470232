import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianRelease } from './debian.mjs';
import { run } from './process/run.mjs';

/**
 * Downloads Debian packages, and those of their dependencies that are wanted, with an apt state
 * of its own: the machine's package lists may be old, or absent.
 *
 * @param {object} options
 * @param {string[]} options.names
 * @param {RegExp} options.follow - names of the dependencies that are wanted
 * @param {string} options.folder - empty, receives the packages
 * @param {string} [options.architecture] - Debian's name; default: the machine's
 */
export async function downloadPackages({
  names,
  follow,
  folder,
  architecture,
}) {
  const { mirror, suite, keyring } = await debianRelease();
  const state = join(folder, '..', 'apt');
  await mkdir(join(state, 'lists', 'partial'), { recursive: true });
  await mkdir(join(state, 'cache', 'archives', 'partial'), { recursive: true });
  await mkdir(folder);
  const signedBy = keyring ? `[signed-by=${keyring}] ` : '';
  await writeFile(
    join(state, 'sources.list'),
    `deb ${signedBy}${mirror} ${suite} main\n`,
  );
  /** @type {(command: string, ...args: string[]) => Promise<string>} */
  const apt = (command, ...args) =>
    run(
      command,
      [
        `--option=Dir::State::lists=${join(state, 'lists')}`,
        `--option=Dir::Cache=${join(state, 'cache')}`,
        `--option=Dir::Etc::sourcelist=${join(state, 'sources.list')}`,
        '--option=Dir::Etc::sourceparts=-',
        '--option=Acquire::Languages=none',
        '--option=APT::Sandbox::User=root',
        '--quiet',
        ...(architecture
          ? [
              `--option=APT::Architecture=${architecture}`,
              `--option=APT::Architectures=${architecture}`,
            ]
          : []),
        ...args,
      ],
      { cwd: folder },
    );
  await apt('apt-get', 'update');
  const wanted = new Set(names);
  for (const name of wanted) {
    const depends = await apt('apt-cache', 'depends', name);
    for (const [, dependency] of depends.matchAll(/Depends: (\S+)/g)) {
      if (follow.test(dependency)) {
        wanted.add(dependency);
      }
    }
  }
  await apt('apt-get', 'download', ...wanted);
  await run('rm', ['--recursive', state]);
}
