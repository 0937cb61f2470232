import { lstat, readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { BuildFailedError } from '../../builders/BuildFailedError';

/**
 * podman reads these itself, by whatever they are linked to: a list of what is
 * left out of the context, of the repository or of its Containerfile.
 */
const IGNORE_FILE =
  /^(?:(?:Containerfile|Dockerfile)?\.(?:container|docker)ignore)$/;

/**
 * Makes sure that no link of a repository leads to a file of this machine, by
 * itself or along with others. What the forge sends is anybody's.
 *
 * @throws BuildFailedError that names the link
 */
export async function requireOwnFiles(
  directory: string,
  location: string,
): Promise<void> {
  const root = await realpath(directory);
  const entries = await readdir(root, {
    recursive: true,
    withFileTypes: true,
  });
  for (const entry of entries) {
    if (entry.isSymbolicLink()) {
      const path = join(entry.parentPath, entry.name);
      // One that leads nowhere leads to nothing of this machine.
      const target = await realpath(path).catch(() => root);
      if (target !== root && !target.startsWith(`${root}${sep}`)) {
        throw new BuildFailedError(
          `${relative(
            root,
            path,
          )} in ${location} is a link that leads out of the repository; replace it by what it is to be.`,
        );
      }
    }
  }
  for (const name of await readdir(root)) {
    if (IGNORE_FILE.test(name) && !(await lstat(join(root, name))).isFile()) {
      throw new BuildFailedError(
        `${name} in ${location} must be a file of its own, not a link or a folder.`,
      );
    }
  }
}
