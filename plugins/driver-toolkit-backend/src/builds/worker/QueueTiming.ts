/** Milliseconds of whatever queue and workers wait for. */
export interface QueueTiming {
  /** How long a build stays with a worker that is not heard of. */
  lease: number;
  /** Between two renewals of a lease. */
  heartbeat: number;
  /** How soon a build queued by another replica is seen. */
  poll: number;
  /** Until a builder that says nothing counts as one that cannot be reached. */
  answer: number;
  /** Until a state is offered again to a database that did not take it. */
  storeAgain: number;
  /** Before each attempt after the first at what another machine refused. */
  retries: readonly number[];
}

/** Of every queue that is not told otherwise. */
export const DEFAULT_QUEUE_TIMING: QueueTiming = {
  lease: 30_000,
  heartbeat: 5_000,
  poll: 2_000,
  answer: 20_000,
  storeAgain: 1_000,
  retries: [5_000, 15_000],
};
