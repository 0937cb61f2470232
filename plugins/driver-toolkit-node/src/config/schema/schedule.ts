import { duration } from '../fields/duration';
import { section } from '../fields/section';
import { timeout } from '../fields/timeout';

/** How often something is read, and for how long at most. */
export function schedule(defaults: { frequency: string; timeout: string }) {
  return section({
    frequency: duration.prefault(defaults.frequency),
    timeout: timeout.prefault(defaults.timeout),
  }).prefault({});
}
