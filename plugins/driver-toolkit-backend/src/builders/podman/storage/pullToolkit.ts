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
  store: PodmanStore,
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

/**
 * The id of the toolkit image of a driver's build.
 *
 * @remarks A storage on this machine can see it. On another machine, it is
 * pulled unless the driver's build has done so.
 *
 * @throws BuildFailedError that says why it could not be pulled
 */
export async function findToolkit(
  store: PodmanStore,
  build: Pick<ImageBuild, 'architecture' | 'signal' | 'onLines'>,
  domain: DriverDomain,
  folder: string,
): Promise<string> {
  try {
    const [image] = await inspectImages(
      store.podman,
      [domain.toolkit],
      build.signal,
    );
    return image.Id;
  } catch (error) {
    if (store.local || build.signal.aborted) {
      throw error;
    }
    return (await pullToolkit(store, build, domain, folder)).imageId;
  }
}
