import { InputError } from '@backstage/errors';
import type {
  DriverToolkitConfig,
  ImageRepositoryConfig,
  KernelSourceConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { chooseOne } from '../config/chooseOne';

/**
 * The kernel source and the image repository of a matrix.
 *
 * @throws InputError if one is missing or ambiguous, or the repository is not
 * for the source
 */
export function chooseTarget(
  { kernelSources, imageRepositories }: DriverToolkitConfig,
  options: { source?: string; repository?: string },
): { source: KernelSourceConfig; repository: ImageRepositoryConfig } {
  const source = chooseOne(kernelSources, options.source, {
    what: 'kernel source',
    option: '--source',
  });
  const repository = chooseOne(imageRepositories, options.repository, {
    what: 'image repository',
    option: '--repository',
  });
  if (!repository.kernelSources.includes(source.id)) {
    throw new InputError(
      `Image repository '${repository.id}' is not for kernel source '${source.id}': add it to the repository's kernelSources.`,
    );
  }
  return { source, repository };
}
