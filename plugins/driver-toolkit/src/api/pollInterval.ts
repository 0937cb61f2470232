import {
  isFinished,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Milliseconds between two reads while a build is unfinished. */
export const BUSY_INTERVAL = 2_500;

/** Milliseconds between two reads while no build is unfinished. */
export const IDLE_INTERVAL = 30_000;

/** How soon to refetch a query that shows these builds. */
export function pollInterval(
  builds: Array<Pick<Build, 'state'> | undefined>,
): number {
  return builds.some(build => build && !isFinished(build))
    ? BUSY_INTERVAL
    : IDLE_INTERVAL;
}
