import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  isFinished,
  type Build,
  type BuildFilter,
  type BuildRequest,
  type Page,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildStore, StoredBuild } from '../database/BuildStore';
import type { BuildNotices } from '../logs/BuildNotices';
import type { BuildPlan } from './BuildPlan';
import type { BuildQueue } from './BuildQueue';

/** Takes requests for builds and answers what became of them. */
export class Builds {
  readonly #store: BuildStore;
  readonly #queue: BuildQueue;
  readonly #notices: BuildNotices;
  readonly #plan: (
    request: BuildRequest,
    credentials: BackstageCredentials,
  ) => Promise<BuildPlan>;

  constructor(options: {
    store: BuildStore;
    queue: BuildQueue;
    notices: BuildNotices;
    plan: (
      request: BuildRequest,
      credentials: BackstageCredentials,
    ) => Promise<BuildPlan>;
  }) {
    this.#store = options.store;
    this.#queue = options.queue;
    this.#notices = options.notices;
    this.#plan = options.plan;
  }

  /**
   * Queues a build, or answers the unfinished one of the same image.
   *
   * @throws what planning it throws; ServiceUnavailableError when no builder
   * could run it
   */
  async create(
    request: BuildRequest,
    credentials: BackstageCredentials,
    requestedBy: string,
  ): Promise<{ build: Build; created: boolean }> {
    const plan = await this.#plan(request, credentials);
    await this.#queue.requireBuilder(plan);
    const answer = await this.#store.create(plan, requestedBy);
    if (plan.type === 'driver' && answer.build.entityRef !== plan.entityRef) {
      throw new ConflictError(
        `${plan.imageReference} is being built for ${answer.build.entityRef}; two drivers must not share an image.`,
      );
    }
    this.#queue.poke();
    return answer;
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<StoredBuild> {
    const stored = await this.#store.get(id);
    if (!stored) {
      throw new NotFoundError(
        `There is no build ${id}; it may have been removed with its history.`,
      );
    }
    return stored;
  }

  async list(filter: BuildFilter): Promise<Page<Build>> {
    return this.#store.list(filter);
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
   * Queues a finished build's target again, planned anew.
   *
   * @throws NotFoundError
   * @throws ConflictError when it has not finished
   */
  async retry(
    id: string,
    credentials: BackstageCredentials,
    requestedBy: string,
  ): Promise<{ build: Build; created: boolean }> {
    const { build, plan } = await this.get(id);
    if (!isFinished(build)) {
      throw new ConflictError(
        `The build is still ${build.state}; cancel it or wait for its end before retrying.`,
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
