import type { Variant } from '../api';

/**
 * A driver container's `driver.yaml`. Its JSON Schema is
 * `driver-v1.schema.json` of this package.
 *
 * @public
 */
export interface DriverFile {
  /** The driver's own version. */
  version?: string;
  /** Where the images are pushed, without a tag. */
  image?: string;
  /** Template of the tag; see {@link expandTag}. */
  tag?: string;
  source?: DriverFileSource;
  build?: {
    /** Packages for the builder stage. */
    packages?: string[];
    /** A command before make, by arguments. */
    configure?: string[];
    make?: {
      directory?: string;
      target?: string;
      variables?: Record<string, string>;
    };
    /** References of the drivers whose headers and symbols it is built with. */
    needs?: string[];
  };
  /** In load order. */
  modules: DriverModule[];
  /** In-tree modules that are removed before loading. */
  replaces?: string[];
  /** What drivers that need this one get. */
  exports?: { headers?: string[]; allow?: string[] };
  /** Paths of firmware files. */
  firmware?: string[];
  kernels?: SupportedKernels;
  /** Undefined if the platform's key for this driver decides. */
  signing?: 'required';
  check?: { boot?: boolean };
}

/**
 * The source of a driver: a folder of its repository, a commit of another one,
 * or an archive.
 *
 * @public
 */
export type DriverFileSource = (
  | { path: string }
  | { git: { url: string; commit: string; path?: string } }
  | {
      tarball: { url: string; sha256: string; strip?: number; path?: string };
    }
) & {
  /** `kernels` is a range; see {@link parseKernelRange}. */
  patches?: { file: string; kernels?: string }[];
};

/** A module of a {@link DriverFile}. @public */
export interface DriverModule {
  name: string;
  parameters?: Record<string, string>;
  /** Modules that are loaded before or after it if they exist. */
  softDependencies?: { before?: string[]; after?: string[] };
}

/** The kernels that a driver supports; an undefined key means all. @public */
export interface SupportedKernels {
  /** Ids of kernel sources. */
  sources?: string[];
  variants?: Variant[];
  /** RPM names. */
  architectures?: string[];
  /** How many of the newest kernels are kept built. */
  newest?: number;
  /** See {@link parseKernelRange}. */
  range?: string;
}
