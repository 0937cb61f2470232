import type {
  BuildRequest,
  KernelCoverage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Coverage of a kernel for one architecture. */
export type ArchitectureCoverage = KernelCoverage['architectures'][number];

/** Shared data of the coverage table's cells. */
export interface CoverageContext {
  /** Whether an entity is missing from the catalog. */
  isMissing: (entityRef: string) => boolean;
  sourceTitle: (id: string) => string;
  /** Whether a builder has an architecture; true while that is unknown. */
  hasBuilder: (architecture: string) => boolean;
  /** Whether the request for this build is pending. */
  isPending: (request: BuildRequest) => boolean;
  onBuild: (request: BuildRequest) => void;
}
