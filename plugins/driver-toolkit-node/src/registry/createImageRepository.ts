import { InputError } from '@backstage/errors';
import type { ImageRepositoryConfig } from '../config/types';
import type { ContentCache, ImageRepository } from './ImageRepository';
import { OciImageRepository } from './OciImageRepository';

/**
 * The image repository that a configuration entry describes.
 *
 * @remarks
 * Keep and reuse it: tokens and connections live as long as it does. Different
 * repositories may share a cache, since a digest names the same content
 * everywhere.
 *
 * @throws InputError where `image` is no image reference, or a builder keeps
 * the images, which only the portal's backend can ask.
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
