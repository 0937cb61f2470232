import {
  describeUnread,
  platformState,
  type Platform,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { SourceKernel } from '../sources/KernelSource';
import { architecturesOf, type Architecture } from './architecturesOf';
import type { TagState } from './TagState';

const OS = 'linux';

/** The plan for a kernel's image. @public */
export type ImagePlan =
  | {
      kind: 'build';
      architectures: Architecture[];
      present: readonly Platform[];
    }
  | { kind: 'unknown'; reason: string }
  | { kind: 'nothing' };

/**
 * Decides which architectures of a kernel's image to build.
 *
 * @remarks
 * A tag is one manifest list over all architectures. If it lacks one, that one
 * is built and the others are kept. If that is unknown, nothing is built,
 * because the new list would replace existing images. A build for one
 * architecture must not lose a platform that could not be read, so only a build
 * of all architectures goes ahead.
 *
 * @param missing - whether to build only missing architectures
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

/** Whether a platform belongs to an architecture's image. */
export function isOf(platform: Platform, { oci }: Architecture): boolean {
  return platform.os === OS && platform.architecture === oci;
}
