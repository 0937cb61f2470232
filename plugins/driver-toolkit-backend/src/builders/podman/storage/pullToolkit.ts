import type {
  DriverDomain,
  ImageBuild,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { inspectImages } from '../images/inspectImages';
import { pullImage } from '../registries/pullImage';
import type { PulledImage } from './BuilderStores';
import type { PodmanStore } from './PodmanStore';

/**
 * Pulls the toolkit image of a driver's build into a storage.
 *
 * @param folder - for the files that podman needs to reach the registry
 * @throws BuildFailedError that says why it could not be pulled
 */
export async function pullToolkit(
  store: Required<PodmanStore>,
  build: Pick<ImageBuild, 'architecture' | 'signal' | 'onLines'>,
  { toolkit, access }: DriverDomain,
  folder: string,
): Promise<PulledImage> {
  const { architecture, signal, onLines } = build;
  onLines([
    `Pulling ${toolkit}, once for all drivers that are built with it on this machine`,
  ]);
  await pullImage(
    toolkit,
    'The toolkit image',
    store,
    { architecture, registries: [access], signal, onLines },
    folder,
  );
  const [image] = await inspectImages(store.podman, [toolkit], signal);
  return { imageId: image.Id };
}
