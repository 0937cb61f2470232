import type { HumanDuration } from '@backstage/types';

/** A `driverToolkit.kernelSources` entry. @public */
export interface KernelSourceConfig {
  id: string;
  type: 'rpm';
  title: string;
  repositories: RpmRepositoryConfig[];
  /** RPM names. */
  architectures: string[];
  /** Newest kernels to index; undefined for all. */
  keepLatest?: number;
  /** Files, never contents. */
  tls?: { ca?: string; cert?: string; key?: string };
  schedule: ScheduleConfig;
  /** Base image of this source's toolkit images, in place of `toolkit.baseImage`. */
  baseImage?: string;
}

/** A dnf repository of a kernel source. @public */
export interface RpmRepositoryConfig {
  /** `$arch` stands for the architecture. */
  url: string;
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

/** A `driverToolkit.imageRepositories` entry. @public */
export interface ImageRepositoryConfig {
  id: string;
  title: string;
  /** Registry and repository, without a tag. */
  image: string;
  /** Kernel sources that its tags are matched against. */
  kernelSources: string[];
  credentials?: RegistryCredentials;
  push: boolean;
  /** Plain HTTP. */
  insecure: boolean;
  schedule: ScheduleConfig;
}

/** A `driverToolkit.builders` entry. @public */
export interface BuilderConfig {
  id: string;
  type: 'podman';
  /** RPM names. */
  architectures: string[];
  /** Builds at a time. */
  concurrency: number;
  /** A podman system connection; undefined for this machine. */
  connection?: string;
  limits: {
    /** As `podman build --memory` takes it, such as `4g`. */
    memory?: string;
    cpus?: number;
    timeout: HumanDuration;
  };
  /** Added to `podman build`, one argument each; none that the builder sets itself. */
  extraArguments: string[];
}

/** A `driverToolkit.drivers.repositories` entry: where driver images may be pushed. @public */
export interface DriverRepositoryConfig {
  /** Registry with a path prefix; a driver's image must lie under it. */
  prefix: string;
  credentials?: RegistryCredentials;
  insecure: boolean;
}

/** The whole of `driverToolkit`, validated. @public */
export interface DriverToolkitConfig {
  kernelSources: KernelSourceConfig[];
  imageRepositories: ImageRepositoryConfig[];
  toolkit: {
    /** A path, absolute or relative to the working directory, or a URL for the URL reader. */
    containerfile: string;
    baseImage: string;
  };
  drivers: { repositories: DriverRepositoryConfig[] };
  builders: BuilderConfig[];
  builds: {
    retention: HumanDuration;
    /** Bytes. */
    logMaxBytes: number;
  };
  catalog: { owner: string; maxRemovalPercentage: number };
}
