/** Intervals and timeouts of queue and workers, in milliseconds. */
export interface QueueTiming {
  /** How long a build stays with a silent worker. */
  lease: number;
  /** Between two renewals of a lease. */
  heartbeat: number;
  /** How soon the queue sees another replica's new build. */
  poll: number;
  /** Until a silent builder counts as unreachable. */
  answer: number;
  /** Until a transition is retried after the database refused it. */
  storeAgain: number;
  /** Before each retry after another machine's refusal. */
  retries: readonly number[];
}

/** The default timing of queues. */
export const DEFAULT_QUEUE_TIMING: QueueTiming = {
  lease: 30_000,
  heartbeat: 5_000,
  poll: 2_000,
  answer: 20_000,
  storeAgain: 1_000,
  retries: [5_000, 15_000],
};
