import type { HumanDuration } from '@backstage/types';

/** Keys of `driverToolkit.kernelSources` entries of every type. @public */
export interface KernelSourceCommonConfig {
  id: string;
  title: string;
  /** RPM names. */
  architectures: string[];
  /** Newest kernels to index; undefined for all. */
  keepLatest?: number;
  schedule: ScheduleConfig;
  /**
   * Base image of this source's toolkit images, instead of `toolkit.baseImage`.
   */
  baseImage?: string;
  /**
   * The distribution, as `ID` and `VERSION_ID` of its `/etc/os-release`; for
   * tags of driver images.
   */
  os?: { id: string; version: string };
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
  /** The distribution of these repositories, if configured. */
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
   * Such as `stable-4.16`; undefined for every stable channel from `since`
   * upward.
   */
  channels?: string[];
  /** The oldest release to read; always set without `channels`. */
  since?: string;
  /** Path of a pull secret, in the form of podman's `auth.json`. */
  pullSecret?: string;
  /** Plain HTTP to registries on this machine. */
  insecure: boolean;
  /** Of the update service. */
  tls?: TlsConfig;
}

/** Kernels from labels of images. @public */
export interface ImageLabelKernelSourceConfig extends KernelSourceCommonConfig {
  type: 'imageLabel';
  /** References; `latest` if they have neither tag nor digest. */
  images: string[];
  /** Name of the label with `uname -r`. */
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
 * A dnf repository of a kernel source, with exactly one kind of address;
 * `$arch` is replaced by the architecture.
 *
 * @public
 */
export interface RpmRepositoryConfig {
  /** The repository itself. */
  url?: string;
  /** A list of its mirrors. */
  mirrorlist?: string;
  /** A list of its mirrors with hashes of their content. */
  metalink?: string;
  /** If an architecture lacks it, that is a warning, not an error. */
  optional: boolean;
}

/** The interval and the time limit of reads. @public */
export interface ScheduleConfig {
  frequency: HumanDuration;
  timeout: HumanDuration;
}

/** An account at a registry. @public */
export interface RegistryCredentials {
  username: string;
  password: string;
}

/** Key for signing pushed images; file paths, never contents. @public */
export interface SigningConfig {
  /** Path of a private key in PEM, from cosign or openssl. */
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
  /** Path of podman's `auth.json`, instead of `credentials`. */
  authFile?: string;
  push: boolean;
  /** Undefined for images that are not signed. */
  signing?: SigningConfig;
  /** Plain HTTP. */
  insecure: boolean;
  /** Concurrent requests; undefined for the reader's default. */
  concurrency?: number;
  /** Hosts outside the registry's domain that issue its tokens. */
  tokenHosts?: string[];
  /** Hosts in an internal network that the registry may redirect to. */
  redirectHosts?: string[];
  schedule: ScheduleConfig;
}

/**
 * The keys of a `driverToolkit.builders` entry that all builder types have.
 * @public
 */
export interface BuilderConfig {
  id: string;
  /** Of a `BuilderType`, such as `podman`. */
  type: string;
  /** RPM names. */
  architectures: string[];
  /** Concurrent builds. */
  concurrency: number;
  /** Kinds of images to build; undefined for both. */
  builds?: BuilderPurpose[];
  /** Resource limits of one build. */
  limits: {
    /** A number with `b`, `k`, `m` or `g` after it, such as `4g`. */
    memory?: string;
    cpus?: number;
    timeout: HumanDuration;
  };
  /**
   * How it boots kernels, for drivers with `check.boot`; undefined if it cannot.
   * Each type of builder has keys of its own in it.
   */
  boot?: object;
}

/** Kinds of images that a builder builds. @public */
export type BuilderPurpose = 'toolkits' | 'drivers';

/**
 * Repository through which builders share layers that are the same for every
 * kernel. @public
 */
export interface LayerCacheConfig {
  /** Registry and repository, without a tag. */
  image: string;
  credentials?: RegistryCredentials;
  /** Plain HTTP. */
  insecure: boolean;
}

/**
 * A `driverToolkit.drivers.repositories` entry: a place for driver images.
 * @public
 */
export interface DriverRepositoryConfig {
  /**
   * Registry with a path prefix; a driver's image must be under it. A template
   * if it has the driver entity's `{namespace}` or `{name}`.
   */
  prefix: string;
  credentials?: RegistryCredentials;
  /** Undefined for images that are not signed. */
  signing?: SigningConfig;
  insecure: boolean;
}

/** A key on a token, which signs through openssl's engine `pkcs11`. @public */
export interface Pkcs11KeyConfig {
  /** PKCS #11 URI (RFC 7512) without a PIN. */
  uri: string;
  /** Path of the token's library; undefined for the engine's default. */
  library?: string;
  pinFile?: string;
}

/**
 * A `driverToolkit.moduleSigning.keys` entry; file paths, never contents.
 * Without `keyFile` and `pkcs11`, only its certificate is offered.
 * @public
 */
export interface ModuleKeyConfig {
  name: string;
  /** Path of an X.509 certificate in PEM or DER. */
  certificateFile: string;
  /** Path of a private key in PEM. */
  keyFile?: string;
  passphraseFile?: string;
  pkcs11?: Pkcs11KeyConfig;
  hash: 'sha256' | 'sha384' | 'sha512';
}

/**
 * A `driverToolkit.moduleSigning.drivers` entry: drivers whose modules are
 * signed.
 * @public
 */
export interface SignedDriverConfig {
  /** The beginning of `host/owner/repository`, in whole parts. */
  repository: string;
  /** Only this driver, as a full entity reference in lower case. */
  entity?: string;
  /** Names of keys: the first signs, the others are still trusted. */
  keys: string[];
}

/**
 * A `driverToolkit.maintain` entry: a library that is maintained automatically.
 * @public
 */
export interface MaintainConfig {
  /** Kernel source id. */
  kernelSource: string;
  /** Id of the image repository that the images are built into. */
  imageRepository: string;
  /** Number of newest kernels that get an image. */
  keepLatest: number;
  /** Builds that one run may queue. */
  budget: number;
  /** Whether images with changed inputs are rebuilt. */
  rebuildStale: boolean;
  schedule: ScheduleConfig;
  /** Deletes old tags; undefined for keeping all. */
  retention?: {
    /** Number of newest kernels whose tags stay. */
    keepLatest: number;
    /** Only report deletions. */
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
    /** Undefined if each builder makes its own. */
    layerCache?: LayerCacheConfig;
  };
  drivers: {
    repositories: DriverRepositoryConfig[];
    /** Addresses of forges, owners or repositories that any driver may be built from. */
    sources: string[];
    /** Of one repository that is built. */
    checkoutMaxBytes: number;
  };
  moduleSigning: {
    keys: ModuleKeyConfig[];
    /** The first entry that matches a driver counts. */
    drivers: SignedDriverConfig[];
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
