import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import type {
  Health,
  Source,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Schedules that may pass without a successful read. */
const PATIENCE = 3;

/**
 * The age of each source's last successful read.
 *
 * @param schedules - how often each source is read, by its id
 * @param since - when this process began to read; the age of a source without a
 * successful read counts from then
 */
export function describeHealth(
  sources: readonly Source[],
  schedules: ReadonlyMap<string, HumanDuration>,
  { now, since }: { now: number; since: number },
): Health {
  const described = sources.map(
    ({ id, lastSuccess, incomplete = {}, error }) => {
      const patience =
        PATIENCE * durationToMilliseconds(schedules.get(id) ?? { days: 1 });
      const isOld = (time: number) => now - time > patience;
      const known = lastSuccess === undefined ? since : Date.parse(lastSuccess);
      const missing = Object.keys(incomplete)
        .filter(name => isOld(Date.parse(incomplete[name])))
        .sort();
      return {
        id,
        overdue: isOld(known) || missing.length > 0,
        ...(lastSuccess !== undefined && {
          lastSuccess,
          ageSeconds: Math.max(0, Math.round((now - known) / 1000)),
        }),
        ...(missing.length > 0 && { incomplete: missing }),
        ...(error !== undefined && { error }),
      };
    },
  );
  return {
    healthy: described.every(({ overdue }) => !overdue),
    sources: described,
  };
}
