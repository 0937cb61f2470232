import { InputError } from '@backstage/errors';
import type { ImageRepositoryConfig } from '../config/types';
import type { ContentCache, ImageRepository } from './ImageRepository';
import { OciImageRepository } from './OciImageRepository';

/**
 * Creates the image repository of a configuration entry.
 *
 * @remarks
 * Keep and reuse it: tokens and connections live as long as it does. Different
 * repositories may share a cache, because a digest names the same content
 * everywhere.
 *
 * @throws InputError if `image` is no image reference, or if a builder keeps
 * the images: only the portal's backend can read those.
 * @public
 */
export function createImageRepository(
  config: ImageRepositoryConfig,
  options: { cache: ContentCache },
): ImageRepository {
  if (config.builder !== undefined) {
    throw new InputError(
      `The images of repository '${config.id}' are in the storage of builder '${config.builder}', not in a registry; only the portal's backend can read them.`,
    );
  }
  return new OciImageRepository(config, options);
}
