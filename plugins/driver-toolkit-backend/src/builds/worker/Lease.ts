import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import type { BuildState } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type {
  BuildChange,
  BuildStore,
  ClaimedBuild,
} from '../../database/builds/BuildStore';
import type { QueueTiming } from './QueueTiming';

/** Each is called at most once. */
export interface LeaseEvents {
  /**
   * Another worker has the build, or may have it: this one must do nothing more
   * for it.
   */
  onLost: () => void;
  onCancelRequested: () => void;
}

/**
 * A worker's hold on the build that it runs, renewed until {@link Lease.end}.
 *
 * @remarks The database's clock decides when a lease has ended. This side gives
 * it up one heartbeat earlier, counted from before it sent the last renewal: a
 * worker that cannot reach the database stops before another one may start. It
 * counts on a monotonic clock, so that jumps of this machine's time have no
 * effect.
 */
export class Lease {
  readonly #builds: BuildStore;
  readonly #claimed: ClaimedBuild;
  readonly #timing: QueueTiming;
  readonly #events: LeaseEvents;
  readonly #logger: LoggerService;
  readonly #heartbeat: NodeJS.Timeout;
  #heldUntil = 0;
  #renewing = false;
  #ended = false;

  constructor(options: {
    builds: BuildStore;
    claimed: ClaimedBuild;
    /** `performance.now()` before the claim was sent. */
    heldFrom: number;
    timing: QueueTiming;
    events: LeaseEvents;
    logger: LoggerService;
  }) {
    this.#builds = options.builds;
    this.#claimed = options.claimed;
    this.#timing = options.timing;
    this.#events = options.events;
    this.#logger = options.logger;
    this.#holdFrom(options.heldFrom);
    this.#heartbeat = setInterval(() => this.#beat(), this.#timing.heartbeat);
  }

  get isHeld(): boolean {
    return !this.#ended;
  }

  /** Stops the renewals. */
  end(): void {
    this.#ended = true;
    clearInterval(this.#heartbeat);
  }

  /**
   * Stores a transition of the build. Retries during the lease while the
   * database does not answer or another build blocks it.
   *
   * @returns false if the lease is lost
   */
  async advance(
    from: BuildState,
    to: BuildState,
    options: {
      change?: BuildChange;
      signal?: AbortSignal;
      /**
       * Called with the reason each time another build blocks the transition.
       */
      onBlocked?: (reason: string) => void;
    } = {},
  ): Promise<boolean> {
    const { build, lease } = this.#claimed;
    for (let states = [from]; ; states = [from, to]) {
      options.signal?.throwIfAborted();
      if (this.#ended) {
        return false;
      }
      try {
        const isOwner = await this.#builds.advance(
          build.id,
          lease,
          states,
          to,
          options.change,
        );
        return isOwner || (states.length > 1 && (await this.#isIn(to)));
      } catch (error) {
        // It may have been stored all the same. So a retry accepts both states,
        // and checks a build that has no lease because it ended.
        if (error instanceof ConflictError) {
          options.onBlocked?.(error.message);
        } else {
          this.#logger.warn(
            `The state ${to} of the build could not be stored; the worker tries again`,
            error as Error,
          );
        }
        await delay(this.#timing.storeAgain, undefined, options).catch(
          () => {},
        );
      }
    }
  }

  async #isIn(state: BuildState): Promise<boolean> {
    const stored = await this.#builds.get(this.#claimed.build.id);
    return stored?.build.state === state;
  }

  #beat(): void {
    if (performance.now() >= this.#heldUntil) {
      this.#lose('it could not be renewed in time');
    } else if (!this.#renewing) {
      this.#renewing = true;
      this.#renew()
        .catch(error => {
          this.#logger.warn('The lease could not be renewed', error);
        })
        .finally(() => {
          this.#renewing = false;
        });
    }
  }

  async #renew(): Promise<void> {
    const sentAt = performance.now();
    const renewed = await this.#builds.renewLease(
      this.#claimed.build.id,
      this.#claimed.lease,
      this.#timing.lease,
    );
    if (this.#ended) {
      return;
    }
    if (!renewed) {
      this.#lose('it has another one');
      return;
    }
    this.#holdFrom(sentAt);
    if (renewed.cancelRequested) {
      this.#events.onCancelRequested();
    }
  }

  #holdFrom(start: number): void {
    this.#heldUntil = start + this.#timing.lease - this.#timing.heartbeat;
  }

  #lose(reason: string): void {
    this.end();
    this.#logger.warn(`The worker gives up the build: ${reason}`);
    this.#events.onLost();
  }
}
