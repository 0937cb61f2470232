import { NotFoundError } from '@backstage/errors';
import { toRpmArchitecture } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { PlatformImage } from '../registry/readPlatforms';

const MAX_SHOWN = 10;

/**
 * The part of an image that is for an architecture.
 *
 * @throws NotFoundError that names those there are.
 */
export function requirePlatform(
  platforms: PlatformImage[],
  architecture: string,
  image: string,
): PlatformImage {
  const found = platforms.find(
    platform =>
      platform.os === 'linux' &&
      toRpmArchitecture(platform.architecture) === architecture,
  );
  if (!found) {
    const others = platforms
      .slice(0, MAX_SHOWN)
      .map(platform => toRpmArchitecture(platform.architecture));
    throw new NotFoundError(
      `${image} has no image for ${architecture}, only for ${
        others.join(', ') || 'none at all'
      }`,
    );
  }
  return found;
}
