import { InputError } from '@backstage/errors';
import {
  createImageRepository,
  createKernelSource,
  type ContentCache,
  type DriverToolkitConfig,
  type ImageBuilder,
  type ImageRepository,
  type ImageRepositoryConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { IndexedSources } from '../index/IndexedSources';

/**
 * Creates the configured sources.
 *
 * @throws InputError if an image repository belongs to a builder that keeps no
 * images
 */
export function createSources(
  config: DriverToolkitConfig,
  builders: readonly ImageBuilder[],
  cache: ContentCache,
): IndexedSources {
  return new IndexedSources(
    config.kernelSources.map(source => createKernelSource(source, { cache })),
    config.imageRepositories.map((repository, index) => ({
      config: repository,
      repository:
        keptImages(repository, index, builders) ??
        createImageRepository(repository, { cache }),
    })),
  );
}

function keptImages(
  repository: ImageRepositoryConfig,
  index: number,
  builders: readonly ImageBuilder[],
): ImageRepository | undefined {
  if (repository.builder === undefined) {
    return undefined;
  }
  const builder = builders.find(
    ({ config }) => config.id === repository.builder,
  );
  if (!builder?.keptImages) {
    throw new InputError(
      `driverToolkit.imageRepositories[${index}].builder must be the id of a builder that keeps images on this machine; '${repository.builder}' does not.`,
    );
  }
  return builder.keptImages(repository);
}
