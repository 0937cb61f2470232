import type { Readable } from 'node:stream';
import type { Builder as BuilderStatus } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuilderConfig, RegistryCredentials } from '../config/types';
import type { ImageRepository } from '../registry/ImageRepository';

/**
 * Receives lines of output when they come, possibly many at once, without line
 * ends. @public
 */
export type OnLines = (lines: readonly string[]) => void;

/** What to build. @public */
export interface ImageBuild {
  /** Absolute path, on the backend's machine. */
  containerfile: string;
  /** Absolute path of the context folder, on the backend's machine. */
  context: string;
  arguments: Record<string, string>;
  /** RPM name */
  architecture: string;
  /** Registry access for pulling base images. */
  registries: RegistryLogin[];
  domain: BuildDomain;
  signal: AbortSignal;
  onLines: OnLines;
}

/**
 * The build's trust domain: nothing that it writes is ever read by a build of
 * another domain.
 *
 * @public
 */
export type BuildDomain = ToolkitDomain | DriverDomain;

/** The operator's own Containerfile. @public */
export interface ToolkitDomain {
  type: 'toolkits';
  shared?: SharedParts;
}

/** A driver's Containerfile, which is untrusted. @public */
export interface DriverDomain {
  type: 'driver';
  /**
   * Identifies the trust domain: the driver's entity and its source repository.
   */
  driver: string;
  /** `image@sha256:…` of its builder stage. */
  toolkit: string;
  /** Registry access for pulling it. */
  access: RegistryLogin;
}

/** Caches that toolkit builds share. @public */
export interface SharedParts {
  /** The kernel source whose builds share downloaded packages. */
  source: string;
  stage?: SharedStage;
}

/** A stage of a Containerfile whose layers several builds share. @public */
export interface SharedStage {
  name: string;
  /** Identifies all inputs of the stage. */
  key: string;
  /** The repository through which builders share the stage's layers. */
  layerCache?: RegistryLogin;
}

/** What to push, and where. @public */
export interface ImagePush {
  /** `image:tag` */
  reference: string;
  /**
   * Digests of images in the tag's repository that the tag's manifest list
   * contains besides this one; empty if the tag names only this image.
   */
  others: readonly string[];
  access: RegistryLogin;
  signal: AbortSignal;
  onLines: OnLines;
}

/** The changes of a derived image. @public */
export interface ImageChange {
  /** A short description for the image's history. */
  description: string;
  /**
   * Absolute paths of folders to empty; with all links of the image resolved.
   */
  replaces: readonly string[];
  /**
   * A tar stream of files to add, relative to the image's root; with links
   * resolved, too.
   */
  adds: Readable;
  /** Labels to set, in addition to those of the image. */
  labels?: Record<string, string>;
}

/** Transport and credentials of a registry or repository. @public */
export interface RegistryLogin {
  /** Registry, with or without a path. */
  prefix: string;
  credentials?: RegistryCredentials;
  /** Plain HTTP. */
  insecure: boolean;
}

/** A kernel to boot once, apart from everything else. @public */
export interface BootTrial {
  /** RPM name */
  architecture: string;
  /**
   * Absolute path of the kernel, on the backend's machine: in a format that a
   * virtual machine boots directly.
   */
  kernel: string;
  /** Absolute path of its initramfs, on the backend's machine. */
  initramfs: string;
  signal: AbortSignal;
}

/** What a booted kernel wrote on its console. @public */
export interface BootOutput {
  /** At most 256 KiB, without control characters; lines end in `\n`. */
  text: string;
  /**
   * `stopped`: the machine stopped by itself; `time`, `output`: it exceeded that
   * limit and was killed.
   */
  end: 'stopped' | 'time' | 'output';
  milliseconds: number;
}

/** A builder's state, without the queue's numbers. @public */
export type BuilderInspection = Pick<
  BuilderStatus,
  'reachable' | 'version' | 'freeBytes' | 'storage' | 'problems'
>;

/** The files of an image on a builder. @public */
export interface ImageFiles {
  /**
   * Passes a path of the image to `read` as a tar stream; undefined if it does
   * not exist.
   *
   * @param path - absolute, of a file or a folder
   */
  readPath<T>(
    path: string,
    read: (tar: Readable) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined>;
}

/**
 * An image that a builder has made and that nothing else can find, because it
 * has no name yet.
 *
 * @remarks
 * It may be on another machine, or in a registry without a tag. When its signal
 * fires, a call stops, leaves nothing running, and rejects with `AbortError`.
 *
 * @public
 */
export interface BuiltImage extends ImageFiles {
  /** Identifies its content for this builder: a digest with its algorithm. */
  readonly id: string;
  /**
   * The toolkit image of its builder stage; undefined if it is a toolkit image
   * itself.
   */
  readonly toolkit?: ImageFiles;
  labels(signal: AbortSignal): Promise<Record<string, string>>;
  /**
   * Runs a program of the image, without a network and within the builder's
   * limits, and passes its output to `read`; undefined if the image does not
   * have the program.
   *
   * @throws BuildFailedError if it fails
   */
  runProgram<T>(
    program: readonly string[],
    read: (output: Readable) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined>;
  /**
   * Derives another image; this one stays unchanged.
   *
   * @throws BuildFailedError
   */
  derive(
    change: ImageChange,
    options: { signal: AbortSignal },
  ): Promise<BuiltImage>;
  /**
   * Pushes it to a tag in a registry, as the last step.
   *
   * @returns the digest that the tag names
   * @throws BuildFailedError, transient if the registry was unreachable or busy
   */
  push(push: ImagePush): Promise<string>;
  /**
   * Gives it a name in the builder's own storage, so that later builds can use
   * it.
   *
   * @param reference - `image:tag`
   * @returns the digest of its manifest
   * @throws BuildFailedError, also if the builder keeps no images
   */
  keep(
    reference: string,
    options: { signal: AbortSignal; onLines: OnLines },
  ): Promise<string>;
  /** Releases it; returns at once, and never throws. */
  discard(): void;
}

/**
 * Builds images: podman on this or another machine, or anything else that runs
 * Containerfiles.
 *
 * @remarks
 * The builder decides how it stores images and when it removes them.
 *
 * @public
 */
export interface ImageBuilder {
  readonly config: BuilderConfig;
  /**
   * Whether all backends share one machine through it, so that
   * `config.concurrency` is their common limit.
   */
  readonly isShared: boolean;
  /**
   * Whether it can build now. Fast, and never rejects: failures are in
   * `problems`.
   */
  ping(): Promise<BuilderInspection>;
  /**
   * The builder's full state for users. Never rejects: failures are in
   * `problems`.
   */
  inspect(): Promise<BuilderInspection>;
  /**
   * Removes leftovers of builds whose backend has died. Called once, before the
   * first build.
   */
  recover(): Promise<void>;
  /**
   * Builds an image. The caller must discard it after use.
   *
   * @throws BuildFailedError with the failing step and the last lines
   * @throws the signal's reason
   */
  build(build: ImageBuild): Promise<BuiltImage>;
  /**
   * Boots a kernel in a machine without a network, disks and other devices,
   * within the builder's limits of time, memory and output. Absent if the
   * builder's configuration has no `boot`.
   *
   * @throws BuildFailedError if the machine could not be started
   */
  boot?(trial: BootTrial): Promise<BootOutput>;
  /** The stored images of one name; absent if the builder keeps none. */
  keptImages?(repository: {
    id: string;
    title: string;
    /** Registry and repository, without a tag. */
    image: string;
  }): ImageRepository;
  /** Releases its resources; nothing is built afterwards. */
  close(): Promise<void>;
}
