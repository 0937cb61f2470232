import type { Platform } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/**
 * The state of a kernel's tag in a repository.
 *
 * @remarks
 * `platforms` of a present tag are complete; those of an unknown tag are the
 * known ones, and it may have more. A platform with an `error` is itself
 * unknown.
 *
 * @public
 */
export type TagState =
  | { state: 'present'; platforms: readonly Platform[] }
  | { state: 'absent' }
  | { state: 'unknown'; reason: string; platforms?: readonly Platform[] };
