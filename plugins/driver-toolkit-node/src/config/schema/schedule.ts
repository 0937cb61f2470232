import { duration } from '../fields/duration';
import { section } from '../fields/section';

/** How often something is read, and for how long at most. */
export function schedule(defaults: { frequency: string; timeout: string }) {
  return section({
    frequency: duration.prefault(defaults.frequency),
    timeout: duration.prefault(defaults.timeout),
  }).prefault({});
}
