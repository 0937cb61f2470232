import { toOciArchitecture } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  BuildFailedError,
  type ImageBuild,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { podmanComplaint } from '../failures/podmanComplaint';
import { describeExit } from '../process/describeExit';
import type { PodmanStore } from '../storage/PodmanStore';
import { writePolicy } from './imagePolicy';
import { writeRegistryFiles } from './registryFiles';

/**
 * Pulls an image into a storage.
 *
 * @param what - the image in an error message, such as `The toolkit image`
 * @param folder - for the files that podman needs to reach the registry
 * @throws BuildFailedError that says why it could not be pulled
 */
export async function pullImage(
  reference: string,
  what: string,
  { podman, local }: PodmanStore,
  build: Pick<ImageBuild, 'architecture' | 'registries' | 'signal' | 'onLines'>,
  folder: string,
): Promise<void> {
  const { architecture, registries, signal, onLines } = build;
  const { authFile, environment } = await writeRegistryFiles(
    folder,
    registries,
  );
  const policyFile = await writePolicy(folder, local);
  const exit = await podman.run({
    arguments: [
      'pull',
      '--authfile',
      authFile,
      ...(policyFile ? ['--signature-policy', policyFile] : []),
      '--platform',
      `linux/${toOciArchitecture(architecture)}`,
      reference,
    ],
    environment: { ...environment, TMPDIR: folder },
    signal,
    onLines,
  });
  if (exit.exitCode === 0) {
    return;
  }
  const complaint = exit.signal ? undefined : podmanComplaint(exit.stderr);
  throw new BuildFailedError(
    `${what} ${reference} could not be pulled: ${
      complaint?.reason ?? describeExit(exit)
    }`,
    {
      lines: complaint?.lines.slice(-10),
      transient: complaint?.transient,
    },
  );
}
