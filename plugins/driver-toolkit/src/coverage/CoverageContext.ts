import type {
  BuildRequest,
  KernelCoverage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** What a kernel has for one architecture. */
export type ArchitectureCoverage = KernelCoverage['architectures'][number];

/** What the cells of the coverage table share. */
export interface CoverageContext {
  /** Whether the catalog lacks an entity. */
  isMissing: (entityRef: string) => boolean;
  sourceTitle: (id: string) => string;
  /** Whether some builder has an architecture; true while that is not known. */
  hasBuilder: (architecture: string) => boolean;
  /** Whether this build is being asked for at the moment. */
  isPending: (request: BuildRequest) => boolean;
  onBuild: (request: BuildRequest) => void;
}
