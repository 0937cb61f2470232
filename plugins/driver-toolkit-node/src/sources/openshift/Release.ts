import type { SemVer } from 'semver';

/** An OpenShift release for one architecture. */
export interface Release {
  version: SemVer;
  /** RPM name. */
  architecture: string;
  /** Reference of its payload image. */
  payload: string;
}
