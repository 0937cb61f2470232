import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseImageReference } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { ResourceDescriptor } from './ResourceDescriptor';

const GIT_COMMIT = /^[0-9a-f]{40}$/;

/**
 * An image that a build is based on.
 *
 * @param image - with its digest if that is known
 */
export function imageDependency(
  name: string,
  image: string,
): ResourceDescriptor {
  const { digest } = parseImageReference(image);
  return {
    name,
    uri: `docker://${image}`,
    ...(digest && { digest: digestSet(digest) }),
  };
}

/**
 * A file that a build uses.
 *
 * @param location - path or http(s) address
 * @param digest - `sha256:…`
 */
export function fileDependency(
  name: string,
  location: string,
  digest: string,
): ResourceDescriptor {
  return { name, uri: addressOf(location), digest: digestSet(digest) };
}

/** A file that came with something else, identified only by its content. */
export async function contentDependency(
  name: string,
  path: string,
): Promise<ResourceDescriptor> {
  const hash = createHash('sha256').update(await readFile(path));
  return { name, digest: { sha256: hash.digest('hex') } };
}

/**
 * A repository that a build reads.
 *
 * @param version - the forge's id of the version that was read: usually a
 * commit
 */
export function repositoryDependency(
  name: string,
  location: string,
  version: string,
): ResourceDescriptor {
  return {
    name,
    uri: addressOf(location),
    ...(GIT_COMMIT.test(version) && { digest: { gitCommit: version } }),
  };
}

/** Without credentials. */
function addressOf(location: string): string {
  if (!/^https?:/.test(location)) {
    return pathToFileURL(resolve(location)).href;
  }
  const url = new URL(location);
  url.username = '';
  url.password = '';
  return url.href;
}

function digestSet(digest: string): Record<string, string> {
  const [algorithm, encoded] = digest.split(':');
  return { [algorithm]: encoded };
}
