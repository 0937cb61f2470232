import { durationToMilliseconds } from '@backstage/types';
import { duration } from './duration';

const MAX_DAYS = 14;
const ALLOWED = `a duration of up to ${MAX_DAYS} days, such as 'PT1H', '1 hour' or { hours: 1 }`;

/**
 * A duration after which something is stopped.
 *
 * @remarks
 * Timers count milliseconds in 31 bits: one of 25 days would fire at once.
 */
export const timeout = duration.refine(
  value => durationToMilliseconds(value) <= MAX_DAYS * 86_400_000,
  ALLOWED,
);
