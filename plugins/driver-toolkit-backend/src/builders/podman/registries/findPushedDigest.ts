import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { manifestListName } from '../images/manifestLists';
import type { Podman } from '../process/Podman';

/**
 * Finds the digest of a pushed image if podman does not return it: over a
 * connection, `push --digestfile` writes nothing before 4.6.
 *
 * @remarks podman returns the digest of an image that it adds to a manifest
 * list, and the id of an image that it pulls. So this checks that the registry
 * has exactly this image. Nothing is downloaded, because all its layers are
 * already here.
 *
 * @param reference - the `image:tag` of the push
 * @param run - runs podman with access to the registry
 * @throws BuildFailedError if the registry has another image, or none
 */
export async function findPushedDigest(
  imageId: string,
  reference: string,
  options: {
    podman: Podman;
    workDirectory: string;
    authFile: string;
    signal: AbortSignal;
    run: (args: string[]) => Promise<string>;
  },
): Promise<string> {
  const { podman, authFile, signal, run } = options;
  const list = manifestListName(options.workDirectory);
  const given = ['--authfile', authFile];
  await podman.query(['manifest', 'create', list], signal);
  let digest: string;
  try {
    await run(['manifest', 'add', ...given, list, `docker://${reference}`]);
    const content = await podman.query(['manifest', 'inspect', list], signal);
    digest = JSON.parse(content).manifests[0].digest;
  } finally {
    await podman.query(['manifest', 'rm', list]);
  }
  const pushed = `${reference.replace(/:[^:/]*$/, '')}@${digest}`;
  const id = await run(['pull', '--quiet', ...given, pushed]);
  if (id !== imageId.replace(/^sha256:/, '')) {
    throw new BuildFailedError(
      `${reference} was pushed, but the registry has another image there: ${digest}.`,
    );
  }
  // Removes the additional name, which would prevent pruning.
  await podman.query(['rmi', pushed]);
  return digest;
}
