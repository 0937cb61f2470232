import {
  createImageRepository,
  createKernelSource,
  type ContentCache,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { tmpdir } from 'node:os';
import { Podman } from '../builders/podman/Podman';
import { PodmanImageRepository } from '../builders/podman/PodmanImageRepository';
import { IndexedSources } from './IndexedSources';

/** What the configuration says is to be read. */
export function createSources(
  config: DriverToolkitConfig,
  cache: ContentCache,
): IndexedSources {
  return new IndexedSources(
    config.kernelSources.map(source => createKernelSource(source, { cache })),
    config.imageRepositories.map(repository => ({
      config: repository,
      repository:
        repository.builder === undefined
          ? createImageRepository(repository, { cache })
          : new PodmanImageRepository(
              repository,
              new Podman({
                connection: config.builders.find(
                  ({ id }) => id === repository.builder,
                )?.connection,
                temporaryDirectory: tmpdir(),
              }),
            ),
    })),
  );
}
