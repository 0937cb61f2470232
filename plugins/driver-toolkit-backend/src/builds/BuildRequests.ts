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

/** The plans that a request for builds becomes. */
export interface BuildPlans {
  /** One for each architecture. */
  plans: BuildPlan[];
  leftOut: LeftOut[];
}

/** The result of a request for builds. */
export interface RequestedBuilds {
  build: Build;
  /** False if an unfinished build of the same target already existed. */
  created: boolean;
  /** The builds of the request's other architectures, new or unfinished ones. */
  siblings: Build[];
  /** Architectures that are not built for. */
  leftOut: LeftOut[];
}

/** Turns requests into queued builds. */
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
   * Queues a build for each architecture, or returns the unfinished one of the
   * same image. An architecture that no builder can run now does not block the
   * others.
   *
   * @throws what planning throws; ServiceUnavailableError if no builder can run
   * any of the builds; ConflictError if the image belongs to another driver
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

  /**
   * Separates the plans that a builder could run now from the others, with the
   * reason.
   */
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
   * @param scope - the builds that the caller may see; all by default
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
   * @throws ConflictError if it has succeeded or failed
   */
  async cancel(id: string): Promise<Build> {
    await this.#store.requestCancel(id);
    this.#queue.cancel(id);
    this.#notices.notify(id);
    return (await this.get(id)).build;
  }

  /**
   * Cancels the unfinished builds of an image that do not belong to its owner.
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
        // The build has just ended.
        if (!isError(error) || error.name !== 'ConflictError') {
          throw error;
        }
      }
    }
    return cancelled;
  }

  /**
   * Plans a finished build's target again and queues it.
   *
   * @throws NotFoundError
   * @throws ConflictError if it has not finished
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
