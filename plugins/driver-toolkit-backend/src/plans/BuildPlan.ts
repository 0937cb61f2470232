import type { Variant } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildInputs } from './BuildInputs';

/**
 * Everything a worker needs to know to run a build, settled when it was
 * requested and stored with it. Holds no secret.
 */
export type BuildPlan = ToolkitPlan | DriverPlan;

/** Build the toolkit image of one kernel. */
export interface ToolkitPlan {
  type: 'toolkit';
  source: string;
  /** version-release */
  kernel: string;
  /** version-release of the rt packages; undefined where the architecture has none. */
  rtKernel?: string;
  /** RPM name */
  architecture: string;
  /** The only builder that can run it; undefined for any of the architecture. */
  builder?: string;
  /** Image repository id. */
  repository: string;
  tag: string;
  /** `image:tag` */
  imageReference: string;
  baseImage: string;
  /** Of every flavour of this architecture; the release file must name one of them. */
  unameReleases: string[];
  /** Undefined in plans that were stored before they were noted. */
  inputs?: BuildInputs;
}

/** Build a driver container for one kernel. */
export interface DriverPlan {
  type: 'driver';
  source: string;
  kernel: string;
  architecture: string;
  /** The only builder that has the toolkit image; undefined where a registry has it. */
  builder?: string;
  variant: Variant;
  unameRelease: string;
  /** The Component. */
  entityRef: string;
  /** Where its repository is read from. */
  location: string;
  /**
   * The repository, as `host/owner/repository`. Undefined in plans that were
   * stored before it was noted.
   */
  sourceRepository?: string;
  /** `image@sha256:…` of the builder stage. */
  toolkitImage: string;
  imageReference: string;
}
