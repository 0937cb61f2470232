import type {
  Build,
  BuildState,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** The news about a build that ended. */
export type BuildNews = 'failed' | 'first-success' | 'recovered';

/**
 * The news about a build's end: each failure, and the first success of its
 * target ever or after a failure.
 *
 * @param before - how the previous build of the same target ended
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
