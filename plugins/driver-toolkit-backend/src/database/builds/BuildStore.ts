import type {
  Build,
  BuildError,
  BuildFilter,
  BuildState,
  BuildType,
  Page,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildPlan, DriverPlan } from '../../plans/BuildPlan';
import type { BuildScope } from './BuildScope';

/** A build with everything that its worker needs. */
export interface StoredBuild {
  build: Build;
  plan: BuildPlan;
  /** How often its worker died. */
  interruptions: number;
}

/** A build that a worker runs. */
export interface ClaimedBuild extends StoredBuild {
  /** Unique to this claim: each claim of a build has another lease. */
  lease: string;
}

/** A worker's request for a build. */
export interface BuildClaim {
  /** Gets builds for any builder, and builds for this builder only. */
  builder: string;
  architectures: string[];
  /** Undefined for any. */
  types?: readonly BuildType[];
  /** Milliseconds that the lease lasts. */
  leaseMs: number;
  /**
   * Builds that the builder may run at a time, over all backends; unlimited if
   * undefined.
   */
  limit?: number;
}

/** The changes of a transition. */
export interface BuildChange {
  digest?: string;
  error?: BuildError;
}

/**
 * Keeps builds. Each change of state is one conditional update: of two workers
 * that try the same transition, one fails and learns it.
 */
export interface BuildStore {
  /**
   * Adds a build, or returns the unfinished one of the same target, and raises
   * its priority to that of the new request if that is greater.
   */
  create(
    plan: BuildPlan,
    requestedBy: string,
  ): Promise<{ build: Build; created: boolean }>;
  /** @param scope - the builds to look among; all by default */
  get(id: string, scope?: BuildScope): Promise<StoredBuild | undefined>;
  /**
   * Newest first.
   *
   * @param scope - the builds to look among; all by default
   */
  list(filter: BuildFilter, scope?: BuildScope): Promise<Page<Build>>;
  /** All entities with driver builds. */
  driverEntityRefs(): Promise<string[]>;
  unfinishedDriverBuilds(): Promise<{ id: string; plan: DriverPlan }[]>;
  latestToolkitBuilds(
    kernels: { source: string; kernel: string }[],
  ): Promise<Map<string, Build>>;
  /** Gives the next queued build to a worker. */
  claim(claim: BuildClaim): Promise<ClaimedBuild | undefined>;
  /** Extends a lease; undefined if it is lost. */
  renewLease(
    id: string,
    lease: string,
    leaseMs: number,
  ): Promise<{ cancelRequested: boolean } | undefined>;
  /**
   * Applies a worker's transition; false if its lease is lost. A build that
   * goes back to the queue is cancelled if its cancellation was requested.
   *
   * @throws ConflictError if it would push while another build pushes to the
   * same tag
   */
  advance(
    id: string,
    lease: string,
    from: readonly BuildState[],
    to: BuildState,
    change?: BuildChange,
  ): Promise<boolean>;
  /**
   * Cancels a queued build at once, and asks the worker of a running build to
   * cancel it.
   */
  requestCancel(id: string): Promise<void>;
  /**
   * Takes builds whose lease has ended from their workers. Queues each again
   * the first time and fails it the second time; returns their ids.
   *
   * @param held - leases of workers that are known to live: they are renewed in
   * time even if the database's clock jumps
   */
  interruptExpired(held?: readonly string[]): Promise<string[]>;
  /**
   * Removes builds that finished before `time`, with their logs; returns how
   * many.
   */
  removeFinishedBefore(time: Date): Promise<number>;
  /** Queued builds that a builder could run. */
  countQueued(
    builder: Pick<BuildClaim, 'builder' | 'architectures' | 'types'>,
  ): Promise<number>;
  /** Builds that a builder runs, on all replicas. */
  countRunning(builder: string): Promise<number>;
}
