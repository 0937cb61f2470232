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
 * @throws InputError where `image` is no image reference.
 * @public
 */
export function createImageRepository(
  config: ImageRepositoryConfig,
  options: { cache: ContentCache },
): ImageRepository {
  return new OciImageRepository(config, options);
}
