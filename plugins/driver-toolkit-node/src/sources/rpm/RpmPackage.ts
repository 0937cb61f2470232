/** A kernel's package in a repository's list. */
export interface RpmPackage {
  name: string;
  version: string;
  release: string;
  /** `noarch` included. */
  architecture: string;
  /** File name of the source package it was built from. */
  sourceRpm?: string;
  /** Versions of its `…-uname-r` provides by name. */
  unameReleases: Record<string, string>;
  /** Versions of its `…-uname-r` requires by name. */
  requiredUnames: Record<string, string>;
}
