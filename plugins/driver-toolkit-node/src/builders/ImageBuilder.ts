import type { Readable } from 'node:stream';
import type { Builder as BuilderStatus } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuilderConfig, RegistryCredentials } from '../config/types';
import type { ImageRepository } from '../registry/ImageRepository';

/** Takes lines of output as they come, many at once where many come; without their line ends. @public */
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
  /** How the images it builds on are pulled. */
  registries: RegistryLogin[];
  domain: BuildDomain;
  signal: AbortSignal;
  onLines: OnLines;
}

/**
 * Whom a build trusts: nothing that it can write to is ever read by a build of
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

/** A driver's Containerfile, which may be anybody's. @public */
export interface DriverDomain {
  type: 'driver';
  /** The same for all whom its builds trust: its entity and its source repository. */
  driver: string;
  /** `image@sha256:…` that its builder stage is. */
  toolkit: string;
  /** How that is pulled. */
  access: RegistryLogin;
}

/** What builds of toolkits share with each other. @public */
export interface SharedParts {
  /** The kernel source whose builds share the packages they download. */
  source: string;
  stage?: SharedStage;
}

/** A stage of a Containerfile whose layers several builds have in common. @public */
export interface SharedStage {
  name: string;
  /** Names everything the stage is made from. */
  key: string;
  /** The repository through which builders share its layers. */
  layerCache?: RegistryLogin;
}

/** What to push, and where. @public */
export interface ImagePush {
  /** `image:tag` */
  reference: string;
  /**
   * Digests of images in the tag's repository, which the tag is to name beside
   * this one as a manifest list; none where it is to name this one alone.
   */
  others: readonly string[];
  access: RegistryLogin;
  signal: AbortSignal;
  onLines: OnLines;
}

/** What a derived image has in place of what it was derived from. @public */
export interface ImageChange {
  /** As the image's history has it, in a few words. */
  description: string;
  /**
   * Absolute paths of folders that keep nothing of what they had; with all links
   * of the image resolved.
   */
  replaces: readonly string[];
  /** A tar stream of what is added, below the image's root; as above. */
  adds: Readable;
}

/** How one registry or repository is reached. @public */
export interface RegistryLogin {
  /** Registry, with or without a path. */
  prefix: string;
  credentials?: RegistryCredentials;
  /** Plain HTTP. */
  insecure: boolean;
}

/** The state a builder is in, apart from the queue's numbers. @public */
export type BuilderInspection = Pick<
  BuilderStatus,
  'reachable' | 'version' | 'freeBytes' | 'storage' | 'problems'
>;

/**
 * An image that a builder has made and nobody else can find: it has no name yet.
 *
 * @remarks
 * It may lie on another machine, or in a registry without a tag. Every call that
 * takes a signal stops for good when it fires, leaves nothing running, and
 * rejects with `AbortError`.
 *
 * @public
 */
export interface BuiltImage {
  /** Names its content for this builder: a digest, with its algorithm. */
  readonly id: string;
  labels(signal: AbortSignal): Promise<Record<string, string>>;
  /**
   * Hands a path of the image to `read` as a tar stream; undefined when it is not
   * there.
   *
   * @param path - absolute, of a file or a folder
   */
  readPath<T>(
    path: string,
    read: (tar: Readable) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined>;
  /**
   * Runs a program of the image, without a network and within the builder's
   * limits, and hands what it prints to `read`; undefined when the image has no
   * such program.
   *
   * @throws BuildFailedError when it fails
   */
  runProgram<T>(
    program: readonly string[],
    read: (output: Readable) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined>;
  /**
   * Makes another image of this one, which stays as it is.
   *
   * @throws BuildFailedError
   */
  derive(
    change: ImageChange,
    options: { signal: AbortSignal },
  ): Promise<BuiltImage>;
  /**
   * Gives it a tag in a registry, the last thing that is done with it.
   *
   * @returns the digest that the tag was given
   * @throws BuildFailedError, transient where the registry was away or busy
   */
  push(push: ImagePush): Promise<string>;
  /**
   * Gives it a name on the builder itself, where it stays to be built on.
   *
   * @param reference - `image:tag`
   * @returns the digest of its manifest
   * @throws BuildFailedError, also where the builder keeps no images
   */
  keep(
    reference: string,
    options: { signal: AbortSignal; onLines: OnLines },
  ): Promise<string>;
  /** Says that nobody needs it any more; returns at once, and never throws. */
  discard(): void;
}

/**
 * What builds images: a podman on this machine or on another one, or anything
 * else that runs Containerfiles.
 *
 * @remarks
 * How it stores what it builds, and when it clears that away, is its own affair.
 *
 * @public
 */
export interface ImageBuilder {
  readonly config: BuilderConfig;
  /**
   * Whether all backends use the same machine through it, so that
   * `config.concurrency` counts for all of them together.
   */
  readonly isShared: boolean;
  /** Whether it can build now. Quick, and never rejects: what is wrong is in `problems`. */
  ping(): Promise<BuilderInspection>;
  /** Everything that people should know of it. Never rejects: what is wrong is in `problems`. */
  inspect(): Promise<BuilderInspection>;
  /** Clears away what builds left whose backend has died. Called once, before the first build. */
  recover(): Promise<void>;
  /**
   * Builds an image. The caller discards it when it is done with it.
   *
   * @throws BuildFailedError with the failing step and the last lines; the
   * signal's reason
   */
  build(build: ImageBuild): Promise<BuiltImage>;
  /** The images of one name that it keeps; absent where it keeps none. */
  keptImages?(repository: {
    id: string;
    title: string;
    /** Registry and repository, without a tag. */
    image: string;
  }): ImageRepository;
  /** Gives back what it holds; nothing is built afterwards. */
  close(): Promise<void>;
}
