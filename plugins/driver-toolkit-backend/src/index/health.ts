import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import type {
  Health,
  Source,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Schedules that may pass without a good read. */
const PATIENCE = 3;

/**
 * How old what is known of each source is.
 *
 * @param schedules - how often each source is read, by its id
 * @param since - when this process began to read; a source never read well
 * is overdue from then on
 */
export function describeHealth(
  sources: readonly Source[],
  schedules: ReadonlyMap<string, HumanDuration>,
  { now, since }: { now: number; since: number },
): Health {
  const described = sources.map(({ id, lastSuccess, error }) => {
    const frequency = durationToMilliseconds(schedules.get(id) ?? { days: 1 });
    const known = lastSuccess === undefined ? since : Date.parse(lastSuccess);
    return {
      id,
      overdue: now - known > PATIENCE * frequency,
      ...(lastSuccess !== undefined && {
        lastSuccess,
        ageSeconds: Math.max(0, Math.round((now - known) / 1000)),
      }),
      ...(error !== undefined && { error }),
    };
  });
  return {
    healthy: described.every(({ overdue }) => !overdue),
    sources: described,
  };
}
