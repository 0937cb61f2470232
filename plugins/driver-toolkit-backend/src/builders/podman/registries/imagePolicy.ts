import { readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InputError, toError } from '@backstage/errors';
import type { LocalPodman } from '../localPodman';

/** What may be done with an image, of which all have to be met. */
type Requirements = readonly object[];

/** The part of a policy.json that is of interest. */
interface Policy {
  default: Requirements;
  transports?: Record<string, Record<string, Requirements>>;
}

const STORAGE = 'containers-storage';

/**
 * The machine's own policy for images, by which none is taken from anywhere but
 * a registry or podman's own storage.
 *
 * @remarks
 * A Containerfile may be anybody's, and names images in any of podman's ways:
 * `FROM tarball:/var/backups/home.tar` and `FROM dir:/srv/images/other` would
 * read files of this machine. Format: containers-policy.json(5).
 *
 * @param graphRoot - of podman's storage
 * @returns undefined where the machine has no policy, and podman takes no image
 */
export async function imagePolicy(
  graphRoot: string,
): Promise<string | undefined> {
  const own = await readOwn();
  return (
    own &&
    JSON.stringify({
      default: [{ type: 'reject' }],
      transports: {
        docker: { '': own.default, ...own.transports?.docker },
        // Layers that a step has in the cache are copied from there.
        [STORAGE]: {
          [`[${graphRoot}]`]: own.transports?.[STORAGE]?.[''] ?? own.default,
        },
      },
    })
  );
}

/**
 * Writes {@link imagePolicy} to a file for one run of podman; undefined where
 * podman's own has to do, as on another machine.
 */
export async function writePolicy(
  folder: string,
  local: LocalPodman | undefined,
): Promise<string | undefined> {
  const policy = local && (await imagePolicy(local.graphRoot));
  if (policy === undefined) {
    return undefined;
  }
  const file = join(folder, 'policy.json');
  await writeFile(file, policy);
  return file;
}

/** What podman would read: the first of these that is there. */
async function readOwn(): Promise<Policy | undefined> {
  const home = process.env.HOME || homedir();
  for (const file of [
    join(home, '.config/containers/policy.json'),
    '/etc/containers/policy.json',
  ]) {
    try {
      return JSON.parse(await readFile(file, 'utf8'));
    } catch (error) {
      const { code, message } = toError(error) as NodeJS.ErrnoException;
      if (code !== 'ENOENT') {
        throw new InputError(
          `podman's ${file} could not be read: ${message}`,
          error,
        );
      }
    }
  }
  return undefined;
}
