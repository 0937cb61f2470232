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
  /** `image:tag` the result gets in the builder's own storage. */
  tag: string;
  arguments: Record<string, string>;
  /** RPM name */
  architecture: string;
  /** How the images it builds on are pulled. */
  registries: RegistryAccess[];
  /**
   * What it shares with other builds. Only where its Containerfile is the
   * operator's own: a build can change what others find there.
   */
  shared?: SharedParts;
  signal: AbortSignal;
  onLines: OnLines;
}

/** What builds share with each other. */
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
  'reachable' | 'version' | 'freeBytes' | 'problems'
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
  /** Never throws: what is wrong is in `problems`. */
  inspect(): Promise<BuilderInspection>;
  /**
   * @returns the image's id
   * @throws BuildFailedError with the failing step and the last lines
   */
  build(build: ImageBuild): Promise<string>;
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
