import { NotFoundError } from '@backstage/errors';
import {
  isFinished,
  type Build,
  type Builder,
  type BuildEvent,
  type BuildFilter,
  type BuildRequest,
  type CoverageFilter,
  type DriverToolkitApi,
  type Image,
  type ImageClaimant,
  type ImageFilter,
  type Kernel,
  type KernelFilter,
  type LogLine,
  type Maintenance,
  type MaintenanceRun,
  type Matrix,
  type MatrixFilter,
  type RequestOptions,
  type Snapshot,
  type Source,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { coverageOf } from './coverageOf';
import { InMemoryClaims } from './InMemoryClaims';
import { matrixOf } from './matrixOf';
import { page } from './page';

/**
 * The backend as the plugin sees it over HTTP, held in memory: lists are
 * filtered and paged, builds are queued, followed and cancelled. What a
 * backend does by itself, a test or a demo does through the methods at the end.
 */
export class InMemoryDriverToolkit implements DriverToolkitApi {
  sources: Source[] = [];
  kernels: Kernel[] = [];
  images: Image[] = [];
  builders: Builder[] = [];
  libraries: Maintenance[] = [];
  /** What a run over a library comes to. */
  nextRun: MaintenanceRun | undefined;
  /** Newest first. */
  builds: Build[] = [];
  readonly logs = new Map<string, LogLine[]>();
  /** Errors that the named calls throw while they stand here. */
  readonly failing = new Map<keyof DriverToolkitApi, Error>();
  /** Sequence numbers after which a log was asked for, in order. */
  readonly followedAfter: number[] = [];
  readonly requests: BuildRequest[] = [];
  /** Sources whose held reading was accepted, in order. */
  readonly acceptedRemovals: string[] = [];
  #changes = 0;
  readonly claims = new InMemoryClaims();
  readonly #wakers = new Set<(lost: boolean) => void>();

  async getSources() {
    this.#check('getSources');
    return [...this.sources];
  }

  async refreshSource(
    id: string,
    { acceptRemoval = false }: { acceptRemoval?: boolean } = {},
  ) {
    this.#check('refreshSource');
    const source = found(this.sources.find(item => item.id === id));
    if (!acceptRemoval) {
      return source;
    }
    this.acceptedRemovals.push(id);
    const accepted = { ...source, held: undefined, error: undefined };
    this.sources = this.sources.map(item =>
      item === source ? accepted : item,
    );
    return accepted;
  }

  async getCoverage(filter: CoverageFilter = {}) {
    this.#check('getCoverage');
    return page(coverageOf(this.kernels, this.builds, filter), filter);
  }

  async getKernels(filter: KernelFilter = {}) {
    this.#check('getKernels');
    return page(
      this.kernels
        .map(kernel => this.#withLatestBuild(kernel))
        .filter(
          kernel =>
            (!filter.source || kernel.source === filter.source) &&
            (!filter.imageState || kernel.imageState === filter.imageState) &&
            (!filter.q || kernel.kernel.includes(filter.q)) &&
            kernel.flavours.some(
              ({ architecture, variant }) =>
                (!filter.arch || architecture === filter.arch) &&
                (!filter.variant || variant === filter.variant),
            ),
        ),
      filter,
    );
  }

  async getKernel(source: string, kernel: string) {
    this.#check('getKernel');
    return this.#withLatestBuild(
      found(
        this.kernels.find(
          item => item.source === source && item.kernel === kernel,
        ),
      ),
    );
  }

  async getImages(filter: ImageFilter = {}) {
    this.#check('getImages');
    return page(
      this.images.filter(
        image =>
          !filter.kernel ||
          image.kernels.some(({ kernel }) => kernel === filter.kernel),
      ),
      filter,
    );
  }

  async getImage(repository: string, tag: string) {
    this.#check('getImage');
    return found(
      this.images.find(
        image => image.repository === repository && image.tag === tag,
      ),
    );
  }

  async getMatrix(filter: MatrixFilter): Promise<Matrix> {
    this.#check('getMatrix');
    return matrixOf(this.kernels, filter);
  }

  async getSnapshot(): Promise<Snapshot> {
    const { sources, kernels, images } = this;
    return { complete: true, sources, kernels, images };
  }

  async getBuilds(filter: BuildFilter = {}) {
    this.#check('getBuilds');
    return page(
      this.builds.filter(
        build =>
          (!filter.state || build.state === filter.state) &&
          (!filter.type || build.type === filter.type) &&
          (!filter.entityRef || this.#belongsTo(build, filter.entityRef)),
      ),
      filter,
    );
  }

  async getBuild(id: string) {
    this.#check('getBuild');
    return found(this.builds.find(build => build.id === id));
  }

  async createBuild(request: BuildRequest) {
    this.#check('createBuild');
    this.requests.push(request);
    const running = this.builds.find(
      build =>
        !isFinished(build) &&
        build.type === request.type &&
        build.kernel === request.kernel &&
        build.entityRef ===
          (request.type === 'driver' ? request.entityRef : undefined),
    );
    if (running) {
      return { build: running, created: false };
    }
    const build = this.#newBuild(request);
    this.builds = [build, ...this.builds];
    return { build, created: true };
  }

  async cancelBuild(id: string) {
    this.#check('cancelBuild');
    return this.update(id, { cancelRequested: true });
  }

  async retryBuild(id: string) {
    this.#check('retryBuild');
    const { type, source, kernel, entityRef } = await this.getBuild(id);
    return this.createBuild(
      type === 'driver'
        ? { type, source, kernel, entityRef: entityRef! }
        : { type, source, kernel },
    );
  }

  async getBuildLog(id: string, after = 0) {
    this.#check('getBuildLog');
    return this.#linesAfter(id, after)
      .map(({ line }) => `${line}\n`)
      .join('');
  }

  async *followBuild(
    id: string,
    after = 0,
    options: RequestOptions = {},
  ): AsyncIterable<BuildEvent> {
    this.#check('followBuild');
    this.followedAfter.push(after);
    let last = after;
    let told: Build | undefined;
    for (;;) {
      const changes = this.#changes;
      const build = await this.getBuild(id);
      for (const line of this.#linesAfter(id, last)) {
        yield { type: 'log', line };
        last = line.seq;
      }
      if (build !== told) {
        yield { type: 'state', build };
        told = build;
      }
      if (isFinished(build)) {
        return;
      }
      if (changes === this.#changes) {
        await this.#change(options.signal);
      }
    }
  }

  async getBuilders() {
    this.#check('getBuilders');
    return [...this.builders];
  }

  async getMaintenance() {
    this.#check('getMaintenance');
    return [...this.libraries];
  }

  async runMaintenance(source: string, repository: string) {
    this.#check('runMaintenance');
    const library = found(
      this.libraries.find(
        item => item.source === source && item.repository === repository,
      ),
    );
    const run = found(this.nextRun);
    this.libraries = this.libraries.map(item =>
      item === library ? { ...item, runs: [run, ...item.runs] } : item,
    );
    return run;
  }

  async getClaims() {
    return page(this.claims.list(), {});
  }

  async getClaim(id: string) {
    return this.claims.get(id);
  }

  async getDriverClaim(entityRef: string) {
    this.#check('getDriverClaim');
    return this.claims.ofDriver(entityRef);
  }

  async moveClaim(id: string, owner: ImageClaimant) {
    this.#check('moveClaim');
    return this.claims.decide(id, { state: 'claimed', owner });
  }

  async releaseClaim(id: string) {
    this.#check('releaseClaim');
    return this.claims.decide(id, { state: 'released', owner: undefined });
  }

  /** Changes a build as a worker would. */
  update(id: string, change: Partial<Build>): Build {
    const build = { ...found(this.builds.find(b => b.id === id)), ...change };
    this.builds = this.builds.map(item => (item.id === id ? build : item));
    this.#changes += 1;
    this.#wake(false);
    return build;
  }

  /** Writes lines to a build's log. */
  write(id: string, lines: string[]): void {
    const log = this.logs.get(id) ?? [];
    const first = log.length + 1;
    const time = new Date().toISOString();
    lines.forEach((line, index) =>
      log.push({ seq: first + index, time, line }),
    );
    this.logs.set(id, log);
    this.update(id, { lastSequence: log.length });
  }

  /** Breaks every connection that follows a build. */
  dropConnections(): void {
    this.#wake(true);
  }

  #check(call: keyof DriverToolkitApi): void {
    const error = this.failing.get(call);
    if (error) {
      throw error;
    }
  }

  #newBuild(request: BuildRequest): Build {
    const kernel = found(
      this.kernels.find(
        item =>
          item.source === request.source && item.kernel === request.kernel,
      ),
    );
    const driver = request.type === 'driver' ? request : undefined;
    return {
      id: crypto.randomUUID(),
      type: request.type,
      state: 'queued',
      source: kernel.source,
      kernel: kernel.kernel,
      architecture:
        (request.type === 'driver'
          ? request.architecture
          : request.architectures?.[0]) ?? kernel.flavours[0].architecture,
      variant: driver?.variant,
      repository: driver ? undefined : kernel.images[0].repository,
      entityRef: driver?.entityRef,
      imageReference: driver
        ? `registry.example.com/drivers/simple:${kernel.tag}`
        : kernel.images[0].reference,
      requestedBy: 'user:default/guest',
      createdAt: new Date().toISOString(),
      cancelRequested: false,
      lastSequence: 0,
    };
  }

  #belongsTo(build: Build, entityRef: string): boolean {
    const kernel = this.kernels.find(
      item => item.source === build.source && item.kernel === build.kernel,
    );
    return (
      build.entityRef === entityRef ||
      (build.type === 'toolkit' &&
        (kernel?.entityRef === entityRef ||
          Boolean(kernel?.images.some(i => i.entityRef === entityRef))))
    );
  }

  #withLatestBuild(kernel: Kernel): Kernel {
    const latestBuild = this.builds.find(
      build =>
        build.type === 'toolkit' &&
        build.source === kernel.source &&
        build.kernel === kernel.kernel,
    );
    return latestBuild ? { ...kernel, latestBuild } : kernel;
  }

  #linesAfter(id: string, after: number): LogLine[] {
    return (this.logs.get(id) ?? []).slice(after);
  }

  #change(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = (lost: boolean) => {
        this.#wakers.delete(wake);
        if (lost) {
          reject(new TypeError('network error'));
        } else {
          resolve();
        }
      };
      this.#wakers.add(wake);
      signal?.addEventListener('abort', () => wake(true));
    });
  }

  #wake(lost: boolean): void {
    [...this.#wakers].forEach(wake => wake(lost));
  }
}

function found<T>(item: T | undefined): T {
  if (!item) {
    throw new NotFoundError('There is no such thing here.');
  }
  return item;
}
