import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  isError,
  NotFoundError,
  toError,
} from '@backstage/errors';
import {
  isFinished,
  type Build,
  type BuildFilter,
  type BuildRequest,
  type ImageClaim,
  type Page,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildScope } from '../database/builds/BuildScope';
import type { BuildStore, StoredBuild } from '../database/builds/BuildStore';
import type { ImageClaims } from '../drivers/ImageClaims';
import type { BuildNotices } from '../logs/BuildNotices';
import type { BuildPlan } from '../plans/BuildPlan';
import { claimantOf } from '../plans/claimantOf';
import { imageNameOf } from '../plans/imageNameOf';
import { isSameClaimant } from '../plans/isSameClaimant';
import type { LeftOut } from './planning/chooseArchitectures';
import type { BuildQueue } from './queue/BuildQueue';

/** What a request for builds comes to. */
export interface BuildPlans {
  /** One for each architecture. */
  plans: BuildPlan[];
  leftOut: LeftOut[];
}

/** What became of a request for builds. */
export interface RequestedBuilds {
  build: Build;
  /** False when an unfinished build of the same target was there already. */
  created: boolean;
  /** The builds of the request's other architectures, new or unfinished ones. */
  siblings: Build[];
  /** Architectures that nothing is built for. */
  leftOut: LeftOut[];
}

/** Takes requests for builds and answers what became of them. */
export class BuildRequests {
  readonly #store: BuildStore;
  readonly #claims: ImageClaims;
  readonly #queue: BuildQueue;
  readonly #notices: BuildNotices;
  readonly #plan: (
    request: BuildRequest,
    credentials: BackstageCredentials,
  ) => Promise<BuildPlans>;

  constructor(options: {
    store: BuildStore;
    claims: ImageClaims;
    queue: BuildQueue;
    notices: BuildNotices;
    plan: (
      request: BuildRequest,
      credentials: BackstageCredentials,
    ) => Promise<BuildPlans>;
  }) {
    this.#store = options.store;
    this.#claims = options.claims;
    this.#queue = options.queue;
    this.#notices = options.notices;
    this.#plan = options.plan;
  }

  /**
   * Queues a build for each architecture, or answers the unfinished one of the
   * same image. An architecture that no builder can run now keeps none of the
   * others back.
   *
   * @throws what planning it throws; ServiceUnavailableError when no builder
   * could run any of it; ConflictError where a driver's image belongs to another
   * driver
   */
  async create(
    request: BuildRequest,
    credentials: BackstageCredentials,
    requestedBy: string,
  ): Promise<RequestedBuilds> {
    const { plans, leftOut } = await this.#plan(request, credentials);
    const { runnable, refused } = await this.#part(plans);
    const answers = [];
    for (const plan of runnable) {
      answers.push(await this.#add(plan, requestedBy));
    }
    this.#queue.poke();
    const first = answers.find(({ created }) => created) ?? answers[0];
    return {
      ...first,
      siblings: answers
        .filter(answer => answer !== first)
        .map(({ build }) => build),
      leftOut: [...leftOut, ...refused],
    };
  }

  /** Those that a builder could run now, and the others with the reason why not. */
  async #part(
    plans: readonly BuildPlan[],
  ): Promise<{ runnable: BuildPlan[]; refused: LeftOut[] }> {
    const answers = await Promise.allSettled(
      plans.map(plan => this.#queue.requireBuilder(plan)),
    );
    const runnable = plans.filter((_, i) => answers[i].status === 'fulfilled');
    const refusals = answers.map(answer =>
      answer.status === 'rejected' ? toError(answer.reason) : undefined,
    );
    if (runnable.length === 0) {
      throw refusals[0];
    }
    return {
      runnable,
      refused: plans.flatMap(({ architecture }, i) => {
        const reason = refusals[i]?.message;
        return reason === undefined ? [] : { architecture, reason };
      }),
    };
  }

  async #add(
    plan: BuildPlan,
    requestedBy: string,
  ): Promise<{ build: Build; created: boolean }> {
    if (plan.type === 'driver') {
      await this.#claims.claim(plan, requestedBy);
    }
    return this.#store.create(plan, requestedBy);
  }

  /**
   * @param scope - the builds that there are for whoever asks; all by default
   * @throws NotFoundError
   */
  async get(id: string, scope?: BuildScope): Promise<StoredBuild> {
    const stored = await this.#store.get(id, scope);
    if (!stored) {
      throw new NotFoundError(
        `There is no build ${id}; it may have been removed with its history.`,
      );
    }
    return stored;
  }

  async list(filter: BuildFilter, scope?: BuildScope): Promise<Page<Build>> {
    return this.#store.list(filter, scope);
  }

  /**
   * Asks a build to stop; a queued one stops at once.
   *
   * @throws NotFoundError
   * @throws ConflictError when it has succeeded or failed
   */
  async cancel(id: string): Promise<Build> {
    await this.#store.requestCancel(id);
    this.#queue.cancel(id);
    this.#notices.notify(id);
    return (await this.get(id)).build;
  }

  /**
   * Cancels the unfinished builds of an image that are not for its owner.
   *
   * @returns their ids
   */
  async cancelOthersThan({ image, owner }: ImageClaim): Promise<string[]> {
    const unfinished = await this.#store.unfinishedDriverBuilds();
    const others = unfinished.filter(
      ({ plan }) =>
        imageNameOf(plan.imageReference) === image &&
        !(owner && isSameClaimant(claimantOf(plan), owner)),
    );
    const cancelled = [];
    for (const { id } of others) {
      try {
        await this.cancel(id);
        cancelled.push(id);
      } catch (error) {
        // It has just ended.
        if (!isError(error) || error.name !== 'ConflictError') {
          throw error;
        }
      }
    }
    return cancelled;
  }

  /**
   * Queues a finished build's target again, planned anew.
   *
   * @throws NotFoundError
   * @throws ConflictError when it has not finished
   */
  async retry(
    id: string,
    credentials: BackstageCredentials,
    requestedBy: string,
  ): Promise<RequestedBuilds> {
    const { build, plan } = await this.get(id);
    if (!isFinished(build)) {
      throw new ConflictError(
        `The build is still ${build.state}; cancel it, or wait until it ends, before you retry it.`,
      );
    }
    return this.create(requestOf(plan), credentials, requestedBy);
  }
}

/** The request that a plan came from. */
function requestOf(plan: BuildPlan): BuildRequest {
  return plan.type === 'toolkit'
    ? {
        type: 'toolkit',
        source: plan.source,
        kernel: plan.kernel,
        architectures: [plan.architecture],
        repository: plan.repository,
        force: true,
      }
    : {
        type: 'driver',
        entityRef: plan.entityRef,
        source: plan.source,
        kernel: plan.kernel,
        architecture: plan.architecture,
        variant: plan.variant,
      };
}
