import { lstat, readdir, readlink, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/**
 * podman reads these itself, by whatever they are linked to: a list of what is
 * left out of the context, of the repository or of its Containerfile.
 */
const IGNORE_FILE =
  /^(?:(?:Containerfile|Dockerfile)?\.(?:container|docker)ignore)$/;

/** As the kernel has it: so many links on the way to one file. */
const MAX_LINKS = 40;

/**
 * Makes sure that no link of a repository leads to a file of this machine, by
 * itself or along with others, now or later: what is not there yet may come to
 * be, as the layers of an image that the build pulls. What the forge sends is
 * anybody's.
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
      const path = relative(root, join(entry.parentPath, entry.name));
      if (!(await staysWithin(root, path))) {
        throw new BuildFailedError(
          `${path} in ${location} is a link that leads out of the repository, or could later; replace it with a file.`,
        );
      }
    }
  }
  for (const name of await readdir(root)) {
    if (IGNORE_FILE.test(name) && !(await lstat(join(root, name))).isFile()) {
      throw new BuildFailedError(
        `${name} in ${location} must be a regular file, not a link or a folder.`,
      );
    }
  }
}

/**
 * Follows a path, one name after the other, whether what it leads to is there
 * or not. A path in a circle leads nowhere, and that within.
 *
 * @param path - from `root`
 */
async function staysWithin(root: string, path: string): Promise<boolean> {
  const left = path.split(sep);
  const at: string[] = [];
  let links = 0;
  while (left.length > 0) {
    const name = left.shift()!;
    if (name === '..') {
      if (at.pop() === undefined) {
        return false;
      }
    } else if (name !== '' && name !== '.') {
      at.push(name);
      const target = await readlink(join(root, ...at)).catch(() => undefined);
      if (target !== undefined) {
        if (isAbsolute(target)) {
          return false;
        }
        links += 1;
        if (links > MAX_LINKS) {
          return true;
        }
        at.pop();
        left.unshift(...target.split(sep));
      }
    }
  }
  return true;
}
