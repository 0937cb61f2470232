import {
  describeUnread,
  platformState,
  type Platform,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { SourceKernel } from '../sources/KernelSource';
import { architecturesOf, type Architecture } from './architecturesOf';
import type { TagState } from './TagState';

const OS = 'linux';

/** What is to become of a kernel's image. @public */
export type ImagePlan =
  | {
      kind: 'build';
      architectures: Architecture[];
      present: readonly Platform[];
    }
  | { kind: 'unknown'; reason: string }
  | { kind: 'nothing' };

/**
 * Settles what is to be built of a kernel's image.
 *
 * @remarks
 * A tag is one manifest list over all architectures. Where it lacks one, that
 * one is built and the others are kept; where nobody knows whether it lacks
 * one, nothing is built, since the new list would replace what is there. A
 * platform that could not be read is lost to no other's build, so only a build
 * of all that includes it goes ahead.
 *
 * @param missing - whether to build only what the tag lacks
 * @public
 */
export function planImage(
  kernel: SourceKernel,
  tag: TagState,
  { missing }: { missing: boolean },
): ImagePlan {
  const buildable = architecturesOf(kernel);
  const present = (tag.state !== 'absent' && tag.platforms) || [];
  const lacking = buildable.filter(
    ({ oci }) => platformState(present, oci).state !== 'present',
  );
  const wanted = missing ? lacking : buildable;
  if (wanted.length === 0) {
    return { kind: 'nothing' };
  }
  if (tag.state === 'unknown') {
    return { kind: 'unknown', reason: tag.reason };
  }
  const unread = present.find(
    platform =>
      platform.error !== undefined &&
      (missing || !buildable.some(own => isOf(platform, own))),
  );
  if (unread) {
    return { kind: 'unknown', reason: describeUnread(unread) };
  }
  return { kind: 'build', architectures: wanted, present };
}

/** Whether a platform's image is the one that is built for an architecture. */
export function isOf(platform: Platform, { oci }: Architecture): boolean {
  return platform.os === OS && platform.architecture === oci;
}
