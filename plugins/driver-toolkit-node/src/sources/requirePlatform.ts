import { NotFoundError } from '@backstage/errors';
import { toRpmArchitecture } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { printableText } from '../http/printableText';
import type { PlatformImage } from '../registry/readPlatforms';

const MAX_SHOWN = 10;
const MAX_NAME_LENGTH = 60;

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
      .map(({ architecture: name }) =>
        printableText(toRpmArchitecture(name), MAX_NAME_LENGTH),
      );
    throw new NotFoundError(
      `${image} has no image for ${architecture}, only for ${
        others.join(', ') || 'none at all'
      }`,
    );
  }
  return found;
}
