import { toOciArchitecture } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { DriverDomain, ImageBuild } from '../../Builder';
import { BuildFailedError } from '../../BuildFailedError';
import { describeExit } from '../describeExit';
import { writePolicy } from '../imagePolicy';
import { inspectImages } from '../inspectImages';
import { isNetworkFailure } from '../isNetworkFailure';
import { lastLine } from '../Podman';
import { writeRegistryFiles } from '../registryFiles';
import type { PulledImage } from './BuilderStores';
import type { PodmanStore } from './PodmanStore';

/**
 * Pulls the toolkit image of a driver's build into a storage.
 *
 * @param folder - for what podman needs to reach the registry
 * @throws BuildFailedError that says why it could not be pulled
 */
export async function pullToolkit(
  { podman, local }: Required<PodmanStore>,
  build: Pick<ImageBuild, 'architecture' | 'signal' | 'onLines'>,
  { toolkit, access }: DriverDomain,
  folder: string,
): Promise<PulledImage> {
  const { architecture, signal, onLines } = build;
  onLines([
    `Pulling ${toolkit}, once for all drivers that are built with it on this machine`,
  ]);
  const { authFile, environment } = await writeRegistryFiles(folder, [access]);
  const policyFile = await writePolicy(folder, local);
  const exit = await podman.run({
    arguments: [
      'pull',
      '--authfile',
      authFile,
      ...(policyFile ? ['--signature-policy', policyFile] : []),
      '--platform',
      `linux/${toOciArchitecture(architecture)}`,
      toolkit,
    ],
    environment: { ...environment, TMPDIR: folder },
    signal,
    onLines,
  });
  if (exit.exitCode !== 0) {
    const said = lastLine(exit.stderr);
    throw new BuildFailedError(
      `The toolkit image ${toolkit} could not be pulled: ${
        exit.signal ? describeExit(exit) : said || describeExit(exit)
      }`,
      {
        lines: exit.stderr.trim().split('\n').slice(-10),
        transient: !exit.signal && isNetworkFailure(said),
      },
    );
  }
  const [image] = await inspectImages(podman, [toolkit], signal);
  return { imageId: image.Id };
}
