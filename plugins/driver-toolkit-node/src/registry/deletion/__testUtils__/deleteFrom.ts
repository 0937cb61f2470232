import type { ImageRepositoryConfig } from '../../../config/types';
import { openRepository } from '../../openRepository';
import type { ImageDeletion, TaggedImage } from '../deleteImages';

/** The repository in which the tests delete. */
export const REPOSITORY = 'dtk/driver-toolkit';

/** Its configuration in a registry. */
export function configOf(
  host: string,
  overrides: Partial<ImageRepositoryConfig> = {},
): ImageRepositoryConfig {
  return {
    id: 'lab',
    title: 'Lab',
    image: `${host}/${REPOSITORY}`,
    kernelSources: [],
    push: true,
    insecure: true,
    schedule: { frequency: { hours: 1 }, timeout: { minutes: 5 } },
    ...overrides,
  };
}

/** Deletes from it. */
export async function deleteFrom(
  host: string,
  images: TaggedImage[],
  overrides?: Partial<ImageRepositoryConfig>,
): Promise<ImageDeletion[]> {
  const config = configOf(host, overrides);
  return openRepository(config.image, config).delete(images, {
    signal: AbortSignal.timeout(20_000),
  });
}
