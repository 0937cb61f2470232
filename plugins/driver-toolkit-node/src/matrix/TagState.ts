import type { Platform } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/**
 * What is known of a kernel's tag in a repository.
 *
 * @remarks
 * `platforms` of a present tag are all that it has; of an unknown one those
 * that it is known to have, so that nothing can be said of the others. One with
 * an `error` is unknown itself.
 *
 * @public
 */
export type TagState =
  | { state: 'present'; platforms: readonly Platform[] }
  | { state: 'absent' }
  | { state: 'unknown'; reason: string; platforms?: readonly Platform[] };
