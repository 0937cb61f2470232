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

/** A build with what its worker needs. */
export interface StoredBuild {
  build: Build;
  plan: BuildPlan;
  /** How often its worker died. */
  interruptions: number;
}

/** A build that a worker runs. */
export interface ClaimedBuild extends StoredBuild {
  /** Names this claim alone: the lease of an earlier one is not its own. */
  lease: string;
}

/** What a worker asks for. */
export interface BuildClaim {
  /** Gets what any builder may run, and what it alone can. */
  builder: string;
  architectures: string[];
  /** Undefined for any. */
  types?: readonly BuildType[];
  /** Milliseconds that the lease is to last. */
  leaseMs: number;
  /** Builds that the builder may run at a time, over all backends; any number where undefined. */
  limit?: number;
}

/** What changes with a transition. */
export interface BuildChange {
  digest?: string;
  error?: BuildError;
}

/**
 * Keeps builds. Each change of state is one conditional update, so that of two
 * who try the same transition one loses and knows it.
 */
export interface BuildStore {
  /**
   * Adds a build, or answers the unfinished one of the same target, which gets
   * the priority of whoever asks for it now if that is greater.
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
  /** Every entity that drivers were built for. */
  driverEntityRefs(): Promise<string[]>;
  unfinishedDriverBuilds(): Promise<{ id: string; plan: DriverPlan }[]>;
  latestToolkitBuilds(
    kernels: { source: string; kernel: string }[],
  ): Promise<Map<string, Build>>;
  /** Gives the queued build whose turn it is to a worker. */
  claim(claim: BuildClaim): Promise<ClaimedBuild | undefined>;
  /** Extends a lease; undefined when it is lost. */
  renewLease(
    id: string,
    lease: string,
    leaseMs: number,
  ): Promise<{ cancelRequested: boolean } | undefined>;
  /**
   * A worker's own step; false when its lease is lost. One that goes back to
   * the queue, and was to be cancelled, is cancelled.
   *
   * @throws ConflictError where it would push while another build pushes to
   * the same tag
   */
  advance(
    id: string,
    lease: string,
    from: readonly BuildState[],
    to: BuildState,
    change?: BuildChange,
  ): Promise<boolean>;
  /** Cancels a queued build at once and asks the worker of a running one. */
  requestCancel(id: string): Promise<void>;
  /**
   * Takes builds whose lease has ended from their workers and queues them once
   * more, or fails them the second time; returns their ids.
   *
   * @param held - leases of workers that are known to live: where the database's
   * clock jumps, they are renewed in time all the same
   */
  interruptExpired(held?: readonly string[]): Promise<string[]>;
  /** Removes builds that finished before then, with their logs; returns how many. */
  removeFinishedBefore(time: Date): Promise<number>;
  /** Builds that wait and that a builder could run. */
  countQueued(
    builder: Pick<BuildClaim, 'builder' | 'architectures' | 'types'>,
  ): Promise<number>;
  /** Builds that a builder runs, on whatever replica. */
  countRunning(builder: string): Promise<number>;
}
