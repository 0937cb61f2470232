import type {
  Build,
  Builder,
  BuildRequest,
  BuildState,
  BuildType,
  BuildVerdict,
  DriverClaim,
  DriverManifestKind,
  DriverManifests,
  Image,
  ImageClaim,
  ImageClaimant,
  ImageState,
  Kernel,
  KernelCoverage,
  LogLine,
  Maintenance,
  MaintenanceRun,
  ModuleCertificate,
  Matrix,
  RequestedBuild,
  Snapshot,
  Source,
  Variant,
  VerdictSummary,
} from './types';

/** One page of a list. @public */
export interface Page<T> {
  items: T[];
  /** Total number of items. */
  totalItems: number;
  /** Pass it as `cursor` for the next page; absent on the last. */
  nextCursor?: string;
}

/** Selects a page of a list. @public */
export interface PageRequest {
  /** Items per page, 1 to 500; default 50. */
  limit?: number;
  cursor?: string;
}

/** Filters kernels; default all. @public */
export interface KernelFilter extends PageRequest {
  source?: string;
  /** RPM architecture, such as `x86_64`. */
  arch?: string;
  variant?: Variant;
  /** Part of the version-release. */
  q?: string;
  imageState?: ImageState;
}

/** Filters images; default all. @public */
export interface ImageFilter extends PageRequest {
  repository?: string;
  /** version-release of the kernel the image is for. */
  kernel?: string;
  /** The image's entity in the catalog. */
  entityRef?: string;
}

/** Selects the images of a job matrix. @public */
export interface MatrixFilter {
  source: string;
  /** The image repository the images are for. */
  repository: string;
  /** Only images that the repository lacks; default true. */
  missing?: boolean;
  /** One entry for each architecture of a kernel; default one for each kernel. */
  perArchitecture?: boolean;
  /** Maximum number of kernels, 1 to 256. */
  limit?: number;
}

/** Filters kernels' coverage; default all. @public */
export interface CoverageFilter extends PageRequest {
  source?: string;
  /** Entity reference of a driver container: only this one. */
  driver?: string;
}

/** The result of a build request. @public */
export interface BuildAnswer {
  /** The first of the requested builds. */
  build: RequestedBuild;
  created: boolean;
}

/** Filters builds; default all. @public */
export interface BuildFilter extends PageRequest {
  /** A kernel, toolkit image or driver container entity the builds belong to. */
  entityRef?: string;
  state?: BuildState;
  type?: BuildType;
}

/** Filters claims by image; default all. @public */
export interface ImageClaimFilter extends PageRequest {
  /** Registry and repository, without a tag. */
  image?: string;
  /** The driver container that owns the image. */
  entityRef?: string;
  state?: ImageClaim['state'];
}

/**
 * Filters verdicts by what the modules of their images say; default all.
 *
 * @public
 */
export interface VerdictFilter extends PageRequest {
  /** Name of a module. */
  module?: string;
  /** A symbol that a module needs. */
  symbol?: string;
  /** Hash of a module's source. */
  srcversion?: string;
  /** Common name in a module's signature. */
  signer?: string;
  /** Id of the record: `sha256:…`. */
  record?: string;
  /** The driver container. */
  entityRef?: string;
  /**
   * Only the newest verdict of each driver, kernel, variant and architecture.
   */
  latest?: boolean;
}

/** Selects the manifests of a driver. @public */
export interface DriverManifestsRequest {
  for: DriverManifestKind[];
  /**
   * `uname -r` of the nodes; default: the newest kernels that the portal built
   * an image for.
   */
  kernel?: string[];
  /** Name of the objects; default: that of the entity. */
  targetName?: string;
  /** Namespace of the objects; default: `default`. */
  targetNamespace?: string;
  /** Secret with the registry's credentials. */
  imagePullSecret?: string;
  /** Labels that nodes must have, each `<key>=<value>`. */
  selector?: string[];
  /** Taints that nodes may have, each `<key>[=<value>][:<effect>]`. */
  toleration?: string[];
  /** KMM: map each kernel to its image, by digest. */
  pin?: boolean;
  /** KMM: upgrade by version and label of the node; default: true. */
  orderedUpgrade?: boolean;
  /** DaemonSets: the image has the commands for probes; default: true. */
  probes?: boolean;
  /** DaemonSets: the nodes' folder for firmware; default: `/lib/firmware`. */
  firmwarePath?: string;
  /** The bootc image to add the driver to. */
  bootcImage?: string;
}

/** What {@link DriverToolkitApi.followBuild} yields. @public */
export type BuildEvent =
  | { type: 'log'; line: LogLine }
  | { type: 'state'; build: Build };

/** The complete index at one moment. @public */
export interface TaggedSnapshot {
  snapshot: Snapshot;
  /** Pass it to get later changes; undefined if a proxy has removed it. */
  tag?: string;
}

/** Options of every call. @public */
export interface RequestOptions {
  /** Bearer token of a backend caller; a browser's fetch adds its own. */
  token?: string;
  signal?: AbortSignal;
}

/**
 * The plugin's HTTP API.
 *
 * @remarks
 * Every call throws `ResponseError` from `@backstage/errors`, with the
 * backend's message, unless it succeeds.
 *
 * @public
 */
export interface DriverToolkitApi {
  getSources(options?: RequestOptions): Promise<Source[]>;
  /**
   * Reads a source now. `acceptRemoval` stores the reading even if more is
   * missing than may be removed at once.
   */
  refreshSource(
    id: string,
    options?: RequestOptions & { acceptRemoval?: boolean },
  ): Promise<Source>;
  /** Coverage of each kernel, newest first. */
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
  /** Images to build, as a CI service's job matrix. */
  getMatrix(filter: MatrixFilter, options?: RequestOptions): Promise<Matrix>;
  getSnapshot(options?: RequestOptions): Promise<Snapshot>;
  /**
   * The complete index; undefined if only times of reads have changed since
   * the snapshot with this tag.
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
   * Queues a build for each architecture. `created` is false if all of them
   * already existed, unfinished.
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
  /** The verdict on a driver build's image; undefined if there is none. */
  getBuildVerdict(
    id: string,
    options?: RequestOptions,
  ): Promise<BuildVerdict | undefined>;
  /** Driver images by what their modules say, newest verdict first. */
  getVerdicts(
    filter?: VerdictFilter,
    options?: RequestOptions,
  ): Promise<Page<VerdictSummary>>;
  /**
   * The newest verdict of a driver for each kernel, variant and architecture.
   */
  getDriverVerdicts(
    namespace: string,
    name: string,
    page?: PageRequest,
    options?: RequestOptions,
  ): Promise<Page<VerdictSummary>>;
  getBuilders(options?: RequestOptions): Promise<Builder[]>;
  /** The driver that each image belongs to. */
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
  /** The image of a driver, and its owner. */
  getDriverClaim(
    entityRef: string,
    options?: RequestOptions,
  ): Promise<DriverClaim>;
  /**
   * The certificates that verify a driver's modules; none if they are not
   * signed. The first belongs to the key that signs.
   */
  getModuleCertificates(
    namespace: string,
    name: string,
    options?: RequestOptions,
  ): Promise<ModuleCertificate[]>;
  /** What deploys a driver, from its `driver.yaml` and its images. */
  getDriverManifests(
    namespace: string,
    name: string,
    request: DriverManifestsRequest,
    options?: RequestOptions,
  ): Promise<DriverManifests>;
  /** Maintained libraries, with the reports of their last runs. */
  getMaintenance(options?: RequestOptions): Promise<Maintenance[]>;
  /** Maintains a kernel source's images in a repository now. */
  runMaintenance(
    source: string,
    repository: string,
    options?: RequestOptions,
  ): Promise<MaintenanceRun>;
}
