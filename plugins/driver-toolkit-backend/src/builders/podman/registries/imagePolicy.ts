import { readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InputError, toError } from '@backstage/errors';
import type { LocalPodman } from '../localPodman';

/** Requirements for an image; all must be met. */
type Requirements = readonly object[];

/** The part that we need of a policy.json. */
interface Policy {
  default: Requirements;
  transports?: Record<string, Record<string, Requirements>>;
}

const STORAGE = 'containers-storage';

/**
 * The machine's policy for images, restricted to images from a registry or
 * podman's own storage.
 *
 * @remarks A Containerfile is untrusted, and may name images with any of
 * podman's transports: `FROM tarball:/var/backups/home.tar` and
 * `FROM dir:/srv/images/other` would read files of this machine. Format:
 * containers-policy.json(5).
 *
 * @param graphRoot - the root of podman's storage
 * @returns undefined if the machine has no policy; podman then accepts no image
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
        // podman copies a step's cached layers from there.
        [STORAGE]: {
          [`[${graphRoot}]`]: own.transports?.[STORAGE]?.[''] ?? own.default,
        },
      },
    })
  );
}

/**
 * Writes {@link imagePolicy} to a file for one run of podman; undefined if
 * podman's own policy must be used, for example on another machine.
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

/** The file that podman would read: the first one that exists. */
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
