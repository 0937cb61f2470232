import type {
  Build,
  Builder,
  BuildRequest,
  BuildState,
  BuildType,
  DriverClaim,
  Image,
  ImageClaim,
  ImageClaimant,
  ImageState,
  Kernel,
  KernelCoverage,
  LogLine,
  Maintenance,
  MaintenanceRun,
  Matrix,
  RequestedBuild,
  Snapshot,
  Source,
  Variant,
} from './types';

/** One page of a list. @public */
export interface Page<T> {
  items: T[];
  /** Items over all pages. */
  totalItems: number;
  /** Give it back as `cursor` for the next page; absent on the last. */
  nextCursor?: string;
}

/** Which page of a list. @public */
export interface PageRequest {
  /** Items a page, 1 to 500; default 50. */
  limit?: number;
  cursor?: string;
}

/** Which kernels to list; all where nothing is said. @public */
export interface KernelFilter extends PageRequest {
  source?: string;
  /** RPM architecture, such as `x86_64`. */
  arch?: string;
  variant?: Variant;
  /** Part of the version-release. */
  q?: string;
  imageState?: ImageState;
}

/** Which images to list; all where nothing is said. @public */
export interface ImageFilter extends PageRequest {
  repository?: string;
  /** version-release of the kernel the image is for. */
  kernel?: string;
  /** The entity that the image is in the catalog. */
  entityRef?: string;
}

/** Which images a job matrix is of. @public */
export interface MatrixFilter {
  source: string;
  /** The image repository the images are for. */
  repository: string;
  /** Only images that the repository lacks; default true. */
  missing?: boolean;
  /** One entry for each architecture of a kernel; default one for each kernel. */
  perArchitecture?: boolean;
  /** Kernels at most, 1 to 256. */
  limit?: number;
}

/** Which kernels' coverage to list; all where nothing is said. @public */
export interface CoverageFilter extends PageRequest {
  source?: string;
  /** Entity reference: of driver containers, only this one. */
  driver?: string;
}

/** What became of a request for a build. @public */
export interface BuildAnswer {
  /** The first of the builds that the request came to. */
  build: RequestedBuild;
  created: boolean;
}

/** Which builds to list; all where nothing is said. @public */
export interface BuildFilter extends PageRequest {
  /** A kernel, toolkit image or driver container entity the builds belong to. */
  entityRef?: string;
  state?: BuildState;
  type?: BuildType;
}

/** Which images' claims to list; all where nothing is said. @public */
export interface ImageClaimFilter extends PageRequest {
  /** Registry and repository, without a tag. */
  image?: string;
  /** The driver container that owns the image. */
  entityRef?: string;
  state?: ImageClaim['state'];
}

/** What {@link DriverToolkitApi.followBuild} yields. @public */
export type BuildEvent =
  | { type: 'log'; line: LogLine }
  | { type: 'state'; build: Build };

/** The whole index as of one moment. @public */
export interface TaggedSnapshot {
  snapshot: Snapshot;
  /** What to ask with for what has changed since; undefined if something on the way has removed it. */
  tag?: string;
}

/** What every call takes. @public */
export interface RequestOptions {
  /** Bearer token of a backend caller; a browser's fetch brings its own. */
  token?: string;
  signal?: AbortSignal;
}

/**
 * The plugin's HTTP API.
 *
 * @remarks
 * Every call throws `ResponseError` from `@backstage/errors`, with the
 * backend's message, on any answer but success.
 *
 * @public
 */
export interface DriverToolkitApi {
  getSources(options?: RequestOptions): Promise<Source[]>;
  /**
   * Reads a source now. `acceptRemoval` stores the reading although far more is
   * missing in it than may go at once.
   */
  refreshSource(
    id: string,
    options?: RequestOptions & { acceptRemoval?: boolean },
  ): Promise<Source>;
  /** What each kernel has, newest first. */
  getCoverage(
    filter?: CoverageFilter,
    options?: RequestOptions,
  ): Promise<Page<KernelCoverage>>;
  getKernels(
    filter?: KernelFilter,
    options?: RequestOptions,
  ): Promise<Page<Kernel>>;
  getKernel(
    source: string,
    kernel: string,
    options?: RequestOptions,
  ): Promise<Kernel>;
  getImages(
    filter?: ImageFilter,
    options?: RequestOptions,
  ): Promise<Page<Image>>;
  getImage(
    repository: string,
    tag: string,
    options?: RequestOptions,
  ): Promise<Image>;
  /** What is to be built, in the form of a job matrix of a CI service. */
  getMatrix(filter: MatrixFilter, options?: RequestOptions): Promise<Matrix>;
  getSnapshot(options?: RequestOptions): Promise<Snapshot>;
  /**
   * The whole index, unless nothing but times of reads has changed since it had
   * a tag: then undefined.
   */
  getChangedSnapshot(
    tag: string | undefined,
    options?: RequestOptions,
  ): Promise<TaggedSnapshot | undefined>;
  getBuilds(
    filter?: BuildFilter,
    options?: RequestOptions,
  ): Promise<Page<Build>>;
  getBuild(id: string, options?: RequestOptions): Promise<Build>;
  /**
   * Queues a build for each architecture. `created` is false when all of them
   * were there, unfinished.
   */
  createBuild(
    request: BuildRequest,
    options?: RequestOptions,
  ): Promise<BuildAnswer>;
  cancelBuild(id: string, options?: RequestOptions): Promise<Build>;
  retryBuild(id: string, options?: RequestOptions): Promise<BuildAnswer>;
  /** The log as text, from the line after `after`. */
  getBuildLog(
    id: string,
    after?: number,
    options?: RequestOptions,
  ): Promise<string>;
  /**
   * Log lines and state changes as they happen; ends after the state event of
   * a finished build, or throws when the connection is lost: call again with
   * the last sequence number seen.
   */
  followBuild(
    id: string,
    after?: number,
    options?: RequestOptions,
  ): AsyncIterable<BuildEvent>;
  getBuilders(options?: RequestOptions): Promise<Builder[]>;
  /** Which driver each image belongs to. */
  getClaims(
    filter?: ImageClaimFilter,
    options?: RequestOptions,
  ): Promise<Page<ImageClaim>>;
  getClaim(id: string, options?: RequestOptions): Promise<ImageClaim>;
  /** Gives an image to a driver, and cancels its unfinished builds for others. */
  moveClaim(
    id: string,
    to: ImageClaimant,
    options?: RequestOptions,
  ): Promise<ImageClaim>;
  /** Lets the next driver that builds an image claim it. */
  releaseClaim(id: string, options?: RequestOptions): Promise<ImageClaim>;
  /** Which image a driver is built into, and whose that is. */
  getDriverClaim(
    entityRef: string,
    options?: RequestOptions,
  ): Promise<DriverClaim>;
  /** Libraries that are maintained, with the reports of their last runs. */
  getMaintenance(options?: RequestOptions): Promise<Maintenance[]>;
  /** Maintains a kernel source's images in a repository now. */
  runMaintenance(
    source: string,
    repository: string,
    options?: RequestOptions,
  ): Promise<MaintenanceRun>;
}
