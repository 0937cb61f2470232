import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import {
  platformState,
  toRpmArchitecture,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { printableText } from '../http/printableText';
import type { PlatformImage } from '../registry/readPlatforms';

const MAX_SHOWN = 10;
const MAX_NAME_LENGTH = 60;

/**
 * The part of an image for an architecture.
 *
 * @throws NotFoundError that names the existing architectures;
 * ServiceUnavailableError if an unreadable part may be the one.
 */
export function requirePlatform(
  platforms: PlatformImage[],
  architecture: string,
  image: string,
): PlatformImage {
  const found = platformState(platforms, architecture);
  if (found.state === 'unknown') {
    throw new ServiceUnavailableError(`${image}: ${found.reason}`);
  }
  if (found.state === 'absent') {
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
  return found.platform;
}
