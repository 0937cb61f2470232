import { InputError } from '@backstage/errors';
import {
  createImageRepository,
  createKernelSource,
  type BuilderConfig,
  type ContentCache,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { KeptImageRepository } from '../builders/podman/images/KeptImageRepository';
import { openBuilderStores } from '../builders/podman/storage/openBuilderStores';
import { IndexedSources } from '../index/IndexedSources';

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
          : new KeptImageRepository(repository, () =>
              storesOf(
                config.builders.find(({ id }) => id === repository.builder)!,
              ),
            ),
    })),
  );
}

async function storesOf(builder: BuilderConfig) {
  const stores = await openBuilderStores(builder);
  if (!stores) {
    throw new InputError(
      `Builder '${builder.id}' keeps no images: its podman is on another machine.`,
    );
  }
  return stores;
}
