import { lstat, readdir, readlink, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/**
 * podman reads these ignore files itself and follows links: the repository's
 * list, or its Containerfile's.
 */
const IGNORE_FILE =
  /^(?:(?:Containerfile|Dockerfile)?\.(?:container|docker)ignore)$/;

/** The kernel's limit of links on the way to one file. */
const MAX_LINKS = 40;

/**
 * Makes sure that no link of a repository leads to a file of this machine,
 * alone or together with other links, now or later: a missing target may appear
 * later, like the layers of an image that the build pulls. The repository's
 * content is untrusted.
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
 * Follows a path name by name, whether its target exists or not. A circular
 * path leads nowhere, so it stays within.
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
