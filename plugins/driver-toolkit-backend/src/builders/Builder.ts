import type {
  BuilderConfig,
  RegistryCredentials,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Builder as BuilderStatus } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Readable } from 'node:stream';

/** Takes lines of output as they come, many at once where many come; without their line ends. */
export type OnLines = (lines: readonly string[]) => void;

/** What to build. */
export interface ImageBuild {
  /** Absolute path. */
  containerfile: string;
  /** Absolute path of the context folder. */
  context: string;
  arguments: Record<string, string>;
  /** RPM name */
  architecture: string;
  /** How the images it builds on are pulled. */
  registries: RegistryAccess[];
  domain: BuildDomain;
  signal: AbortSignal;
  onLines: OnLines;
}

/**
 * Whom a build trusts: nothing that it can write to is ever read by a build of
 * another domain.
 */
export type BuildDomain = ToolkitDomain | DriverDomain;

/** The operator's own Containerfile. */
export interface ToolkitDomain {
  type: 'toolkits';
  shared?: SharedParts;
}

/** A driver's Containerfile, which may be anybody's. */
export interface DriverDomain {
  type: 'driver';
  /** The same for all whom its builds trust: its entity and its source repository. */
  driver: string;
  /** `image@sha256:…` that its builder stage is. */
  toolkit: string;
  /** How that is pulled. */
  access: RegistryAccess;
}

/** What builds of toolkits share with each other. */
export interface SharedParts {
  /** The kernel source whose builds share the packages they download. */
  source: string;
  stage?: SharedStage;
}

/** A stage of a Containerfile whose layers several builds have in common. */
export interface SharedStage {
  name: string;
  /** Names everything the stage is made from. */
  key: string;
  /** The repository through which builders share its layers. */
  layerCache?: RegistryAccess;
}

/** What to push, and where. */
export interface ImagePush {
  /** `image:tag` */
  reference: string;
  /**
   * Digests of images in the tag's repository, which the tag is to name beside
   * this one as a manifest list; none where it is to name this one alone.
   */
  others: readonly string[];
  access: RegistryAccess;
  signal: AbortSignal;
  onLines: OnLines;
}

/** How one registry or repository is reached. */
export interface RegistryAccess {
  /** Registry, with or without a path. */
  prefix: string;
  credentials?: RegistryCredentials;
  /** Plain HTTP. */
  insecure: boolean;
}

/** The state a builder is in, apart from the queue's numbers. */
export type BuilderInspection = Pick<
  BuilderStatus,
  'reachable' | 'version' | 'freeBytes' | 'storage' | 'problems'
>;

/**
 * A machine that builds, inspects and pushes images.
 *
 * @remarks
 * Every call that takes a signal stops for good when it fires, leaves nothing
 * running, and rejects with `AbortError`.
 */
export interface ImageBuilder {
  readonly config: BuilderConfig;
  /** Whether it can build now. Quick, and never throws: what is wrong is in `problems`. */
  ping(): Promise<BuilderInspection>;
  /** Everything that people should know of it. Never throws: what is wrong is in `problems`. */
  inspect(): Promise<BuilderInspection>;
  /**
   * Builds an image, which has no name that others could find it by. The caller
   * discards it when it is done with it.
   *
   * @returns the image's id
   * @throws BuildFailedError with the failing step and the last lines
   */
  build(build: ImageBuild): Promise<string>;
  /** Says that nobody needs an image that was built any more. Never rejects. */
  discard(imageId: string): Promise<void>;
  /** Of its manifest, as this builder's own storage has it. */
  digest(imageId: string, signal: AbortSignal): Promise<string>;
  labels(imageId: string, signal: AbortSignal): Promise<Record<string, string>>;
  /** Hands a path of the image to `read` as a tar stream; undefined when it is not there. */
  readPath<T>(
    imageId: string,
    path: string,
    read: (tar: Readable) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined>;
  /**
   * Runs a program of the image, without a network, and hands what it prints to
   * `read`; undefined when the image has no such program.
   *
   * @throws BuildFailedError when it fails
   */
  runProgram<T>(
    imageId: string,
    program: readonly string[],
    read: (output: Readable) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined>;
  /** @returns the digest that the tag was given */
  push(imageId: string, push: ImagePush): Promise<string>;
  /**
   * Gives an image a name and keeps it on this machine, to be built on.
   *
   * @param reference - `image:tag`
   * @returns the digest of its manifest
   */
  keep(
    imageId: string,
    reference: string,
    options: { signal: AbortSignal; onLines: OnLines },
  ): Promise<string>;
  /** Lends an empty folder of this machine and removes it when `use` has ended. */
  withFolder<T>(use: (folder: string) => Promise<T>): Promise<T>;
  /**
   * Clears away what was left for later, since podman lets others wait
   * meanwhile: to be called when a build is over. Never rejects.
   */
  tidy(): Promise<void>;
  /** Clears away what runs of this builder left behind whose backend has died. */
  reap(): Promise<void>;
  /** Gives back what it holds; nothing is built afterwards. */
  close(): Promise<void>;
}
