import type {
  DriverFile,
  Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildInputs } from './BuildInputs';

/**
 * Everything that a worker needs to run a build, decided at the time of the
 * request and stored with the build. Contains no secret.
 */
export type BuildPlan = ToolkitPlan | DriverPlan;

/** Build the toolkit image of one kernel. */
export interface ToolkitPlan {
  type: 'toolkit';
  source: string;
  /** version-release */
  kernel: string;
  /**
   * version-release of the rt packages; undefined if the architecture has none.
   */
  rtKernel?: string;
  /** RPM name */
  architecture: string;
  /**
   * The only builder that can run it; undefined for any builder of the
   * architecture.
   */
  builder?: string;
  /** Image repository id. */
  repository: string;
  tag: string;
  /** `image:tag` */
  imageReference: string;
  baseImage: string;
  /**
   * The `uname -r` of each flavour of this architecture; the release file must
   * name one of them.
   */
  unameReleases: string[];
  /** Undefined in plans of older versions. */
  inputs?: BuildInputs;
}

/** Build a driver container for one kernel. */
export interface DriverPlan {
  type: 'driver';
  source: string;
  kernel: string;
  architecture: string;
  /**
   * The only builder that has the toolkit image; undefined if a registry has
   * it.
   */
  builder?: string;
  variant: Variant;
  unameRelease: string;
  /** The Component. */
  entityRef: string;
  /**
   * Where its repository is read from. Contains the commit if the forge can be
   * asked for it.
   */
  location: string;
  /**
   * The forge's id of the version that was planned, and that must be built.
   * Undefined in plans of older versions.
   */
  commit?: string;
  /**
   * What its `driver.yaml` says about the built image. Undefined in plans of
   * older versions, and if the repository has no such file.
   */
  driver?: PlannedDriver;
  /**
   * The repository, as `host/owner/repository`. Undefined in plans of older
   * versions.
   */
  sourceRepository?: string;
  /** `image@sha256:…` of the builder stage. */
  toolkitImage: string;
  imageReference: string;
}

/** The parts of a `driver.yaml` that the steps of a build need. */
export type PlannedDriver = Pick<
  DriverFile,
  'version' | 'modules' | 'replaces' | 'signing' | 'check'
> & {
  /** References of the drivers whose headers and symbols it is built with. */
  needs?: string[];
};
