import type {
  BuilderConfig,
  RegistryCredentials,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Builder as BuilderStatus } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Readable } from 'node:stream';

/** Takes one line of output, without its line end. */
export type OnLine = (line: string) => void;

/** What to build. */
export interface ImageBuild {
  /** Absolute path. */
  containerfile: string;
  /** Absolute path of the context folder. */
  context: string;
  /** `image:tag` the result gets in the builder's own storage. */
  tag: string;
  arguments: Record<string, string>;
  labels: Record<string, string>;
  /** RPM name */
  architecture: string;
  /** How the images it builds on are pulled. */
  registries: RegistryAccess[];
  signal: AbortSignal;
  onLine: OnLine;
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
  /** @returns the digest the registry was given */
  push(
    imageId: string,
    reference: string,
    options: { access: RegistryAccess; signal: AbortSignal; onLine: OnLine },
  ): Promise<string>;
  /** Lends an empty folder of this machine and removes it when `use` has ended. */
  withFolder<T>(use: (folder: string) => Promise<T>): Promise<T>;
  /** Clears away what runs of this builder left behind whose backend has died. */
  reap(): Promise<void>;
  /** Gives back what it holds; nothing is built afterwards. */
  close(): Promise<void>;
}
