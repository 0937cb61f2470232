import type {
  Build,
  BuildState,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** What is worth telling people of a build that ended. */
export type BuildNews = 'failed' | 'first-success' | 'recovered';

/**
 * What a build's end is news of: each failure is, and the first success of its
 * target ever or after a failure.
 *
 * @param before - how the build of the same target before ended
 */
export function newsOf(
  { state }: Pick<Build, 'state'>,
  before: BuildState | undefined,
): BuildNews | undefined {
  if (state === 'failed') {
    return 'failed';
  }
  if (state !== 'succeeded' || before === 'succeeded') {
    return undefined;
  }
  return before === 'failed' ? 'recovered' : 'first-success';
}
