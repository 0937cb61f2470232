import type { HumanDuration } from '@backstage/types';

/** What `driverToolkit.kernelSources` entries of every type have. @public */
export interface KernelSourceCommonConfig {
  id: string;
  title: string;
  /** RPM names. */
  architectures: string[];
  /** Newest kernels to index; undefined for all. */
  keepLatest?: number;
  schedule: ScheduleConfig;
  /** Base image of this source's toolkit images, in place of `toolkit.baseImage`. */
  baseImage?: string;
}

/** PEM files, never contents. @public */
export interface TlsConfig {
  /** The server's authority. */
  ca?: string;
  cert?: string;
  key?: string;
}

/** Kernels of dnf repositories. @public */
export interface RpmKernelSourceConfig extends KernelSourceCommonConfig {
  type: 'rpm';
  /** The distribution whose repositories these are, where it was named. */
  preset?: string;
  repositories: RpmRepositoryConfig[];
  tls?: TlsConfig;
}

/** Kernels of OpenShift releases. @public */
export interface OpenshiftKernelSourceConfig extends KernelSourceCommonConfig {
  type: 'openshift';
  /** Address of the update graph. */
  graph: string;
  /**
   * Such as `stable-4.16`; undefined for every stable channel from that of
   * `since` upward.
   */
  channels?: string[];
  /** The oldest release to read; there without `channels`. */
  since?: string;
  /** Path of a pull secret, in the form of podman's `auth.json`. */
  pullSecret?: string;
  /** Plain HTTP to registries on this machine. */
  insecure: boolean;
  /** Of the update service. */
  tls?: TlsConfig;
}

/** Kernels that labels of images name. @public */
export interface ImageLabelKernelSourceConfig extends KernelSourceCommonConfig {
  type: 'imageLabel';
  /** References; `latest` where they have neither tag nor digest. */
  images: string[];
  /** Holds `uname -r`. */
  label: string;
  /** Path of podman's `auth.json`. */
  authFile?: string;
  /** Plain HTTP. */
  insecure: boolean;
}

/** A `driverToolkit.kernelSources` entry. @public */
export type KernelSourceConfig =
  | RpmKernelSourceConfig
  | OpenshiftKernelSourceConfig
  | ImageLabelKernelSourceConfig;

/**
 * A dnf repository of a kernel source, by exactly one kind of address; `$arch`
 * stands for the architecture in it.
 *
 * @public
 */
export interface RpmRepositoryConfig {
  /** The repository itself. */
  url?: string;
  /** A list of its mirrors. */
  mirrorlist?: string;
  /** A list of its mirrors with the hashes of what they must give. */
  metalink?: string;
  /** An architecture may lack it: a warning then, not an error. */
  optional: boolean;
}

/** How often something is read, and for how long at most. @public */
export interface ScheduleConfig {
  frequency: HumanDuration;
  timeout: HumanDuration;
}

/** An account at a registry. @public */
export interface RegistryCredentials {
  username: string;
  password: string;
}

/** What images are signed with once they are pushed; files, never contents. @public */
export interface SigningConfig {
  /** A private key in PEM, as cosign or openssl writes it. */
  keyFile: string;
  passphraseFile?: string;
}

/** A `driverToolkit.imageRepositories` entry. @public */
export interface ImageRepositoryConfig {
  id: string;
  title: string;
  /** Registry and repository, without a tag. */
  image: string;
  /** Kernel sources that its tags are matched against. */
  kernelSources: string[];
  /** The builder in whose own storage the images are; undefined for a registry. */
  builder?: string;
  credentials?: RegistryCredentials;
  /** Path of podman's `auth.json`, in place of `credentials`. */
  authFile?: string;
  push: boolean;
  /** Undefined for images that are not signed. */
  signing?: SigningConfig;
  /** Plain HTTP. */
  insecure: boolean;
  /** Requests at a time; undefined for the reader's own choice. */
  concurrency?: number;
  /** Hosts outside the registry's domain that may be asked for its tokens. */
  tokenHosts?: string[];
  /** Hosts that the registry may redirect to though they are inside its readers' network. */
  redirectHosts?: string[];
  schedule: ScheduleConfig;
}

/** A `driverToolkit.builders` entry, as far as all types of builder have it. @public */
export interface BuilderConfig {
  id: string;
  /** Of a `BuilderType`, such as `podman`. */
  type: string;
  /** RPM names. */
  architectures: string[];
  /** Builds at a time. */
  concurrency: number;
  /** What it builds; undefined for both. */
  builds?: BuilderPurpose[];
  /** What one build may use. */
  limits: {
    /** A number with `b`, `k`, `m` or `g` after it, such as `4g`. */
    memory?: string;
    cpus?: number;
    timeout: HumanDuration;
  };
}

/** What a builder builds. @public */
export type BuilderPurpose = 'toolkits' | 'drivers';

/** Where builders share the layers that are the same for every kernel. @public */
export interface LayerCacheConfig {
  /** Registry and repository, without a tag. */
  image: string;
  credentials?: RegistryCredentials;
  /** Plain HTTP. */
  insecure: boolean;
}

/** A `driverToolkit.drivers.repositories` entry: where driver images may be pushed. @public */
export interface DriverRepositoryConfig {
  /**
   * Registry with a path prefix; a driver's image must lie under it. A template
   * where it has `{namespace}` or `{name}`, of the driver's entity.
   */
  prefix: string;
  credentials?: RegistryCredentials;
  /** Undefined for images that are not signed. */
  signing?: SigningConfig;
  insecure: boolean;
}

/** A `driverToolkit.maintain` entry: a library that is kept without being asked. @public */
export interface MaintainConfig {
  /** Kernel source id. */
  kernelSource: string;
  /** Id of the image repository that the images are built into. */
  imageRepository: string;
  /** So many of the newest kernels have an image. */
  keepLatest: number;
  /** Builds that one run may queue. */
  budget: number;
  /** Whether images that would come out differently today are rebuilt. */
  rebuildStale: boolean;
  schedule: ScheduleConfig;
  /** Deletes old tags; undefined for keeping all. */
  retention?: {
    /** Tags of so many of the newest kernels stay. */
    keepLatest: number;
    /** Only tells what would be deleted. */
    dryRun: boolean;
  };
}

/** The whole of `driverToolkit`, validated. @public */
export interface DriverToolkitConfig {
  kernelSources: KernelSourceConfig[];
  imageRepositories: ImageRepositoryConfig[];
  toolkit: {
    /** A path, absolute or relative to the working directory, or a URL for the URL reader. */
    containerfile: string;
    baseImage: string;
    /** Undefined where each builder makes its own. */
    layerCache?: LayerCacheConfig;
  };
  drivers: {
    repositories: DriverRepositoryConfig[];
    /** Addresses of forges, owners or repositories that any driver may be built from. */
    sources: string[];
    /** Of one repository that is built. */
    checkoutMaxBytes: number;
  };
  builders: BuilderConfig[];
  maintain: MaintainConfig[];
  builds: {
    retention: HumanDuration;
    /** Bytes. */
    logMaxBytes: number;
  };
  catalog: { owner: string; maxRemovalPercentage: number };
}
