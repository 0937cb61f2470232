import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { manifestListName } from '../images/manifestLists';
import type { Podman } from '../process/Podman';

/**
 * The digest that an image got when it was pushed, from a podman that does not
 * tell: over a connection, `push --digestfile` writes nothing before 4.6.
 *
 * @remarks
 * podman says the digest of what it adds to a manifest list, and the id of what
 * it pulls. So the registry has to have this very image, whatever it answered
 * to the push; what it has is not downloaded, as all of it is there.
 *
 * @param reference - `image:tag` that it was pushed to
 * @param run - runs podman with what it takes to reach the registry
 * @throws BuildFailedError when the registry has something else, or nothing
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
  // Another name, which would keep it from ever being pruned.
  await podman.query(['rmi', pushed]);
  return digest;
}
