import type { Variant } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
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
  /** Where its repository is read from. */
  location: string;
  /**
   * The repository, as `host/owner/repository`. Undefined in plans of older
   * versions.
   */
  sourceRepository?: string;
  /** `image@sha256:…` of the builder stage. */
  toolkitImage: string;
  imageReference: string;
}
