import {
  isFinished,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Milliseconds between two reads while a build is on its way. */
export const BUSY_INTERVAL = 2_500;

/** Milliseconds between two reads while nothing is known to happen. */
export const IDLE_INTERVAL = 30_000;

/** How soon to read again what shows these builds. */
export function pollInterval(
  builds: Array<Pick<Build, 'state'> | undefined>,
): number {
  return builds.some(build => build && !isFinished(build))
    ? BUSY_INTERVAL
    : IDLE_INTERVAL;
}
