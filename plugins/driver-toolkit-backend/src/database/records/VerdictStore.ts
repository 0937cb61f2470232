import type {
  BuildVerdict,
  DriverVerdict,
  Page,
  VerdictFilter,
  VerdictSummary,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildScope } from '../builds/BuildScope';

/** The build that a verdict is about. */
export interface JudgedBuild {
  buildId: string;
  requestedBy: string;
  imageReference: string;
}

/** Keeps the verdicts on driver builds' images. */
export interface VerdictStore {
  /** Replaces that of an earlier run of the build. */
  keep(build: JudgedBuild, verdict: DriverVerdict): Promise<void>;
  /** Stores that the image was pushed. */
  setDigest(buildId: string, digest: string): Promise<void>;
  /** @param scope - the builds to look among; all by default */
  ofBuild(
    buildId: string,
    scope?: BuildScope,
  ): Promise<BuildVerdict | undefined>;
  /**
   * Newest first.
   *
   * @param scope - the builds to look among; all by default
   */
  list(
    filter: VerdictFilter,
    scope?: BuildScope,
  ): Promise<Page<VerdictSummary>>;
  /**
   * Removes verdicts whose build is gone, except that on the last pushed image
   * of each tag and architecture.
   */
  removeOld(): Promise<number>;
}
