import type { ImageState, Platform } from './api/types';
import { toRpmArchitecture } from './kernel';

const OS = 'linux';
const UNKNOWN = 'unknown';

/**
 * The state of an image for one architecture; `reason` says why it is unknown.
 * @public
 */
export type PlatformState<T extends Platform = Platform> =
  | { state: Extract<ImageState, 'present'>; platform: T }
  | { state: Extract<ImageState, 'absent'> }
  | { state: Extract<ImageState, 'unknown'>; reason: string };

/**
 * Whether an image has an architecture. An unreadable platform may be the one;
 * if its architecture is unknown, it may be any.
 *
 * @param architecture - by its RPM or OCI name
 * @public
 */
export function platformState<T extends Platform>(
  platforms: readonly T[],
  architecture: string,
): PlatformState<T> {
  const candidates = platforms.filter(platform =>
    mayBeFor(platform, toRpmArchitecture(architecture)),
  );
  const platform = candidates.find(({ error }) => error === undefined);
  if (platform) {
    return { state: 'present', platform };
  }
  const [unread] = candidates;
  return unread
    ? { state: 'unknown', reason: describeUnread(unread) }
    : { state: 'absent' };
}

/** A sentence about a platform that could not be read. @public */
export function describeUnread(platform: Platform): string {
  const { os, architecture, variant, digest, error } = platform;
  const name =
    architecture === UNKNOWN
      ? `A platform of the image, ${digest},`
      : `The image for ${[os, architecture, variant]
          .filter(Boolean)
          .join('/')}`;
  return `${name} could not be read: ${error}`;
}

function mayBeFor(platform: Platform, architecture: string): boolean {
  const isUnread = platform.error !== undefined;
  const matches = (actual: string, wanted: string) =>
    actual === wanted || (isUnread && actual === UNKNOWN);
  return (
    matches(platform.os, OS) &&
    matches(toRpmArchitecture(platform.architecture), architecture)
  );
}
