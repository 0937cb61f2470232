import { duration } from '../fields/duration';
import { knownKeys } from '../fields/knownKeys';
import { timeout } from '../fields/timeout';

/** The interval and the time limit of reads. */
export function schedule(defaults: { frequency: string; timeout: string }) {
  return knownKeys({
    frequency: duration.prefault(defaults.frequency),
    timeout: timeout.prefault(defaults.timeout),
  }).prefault({});
}
