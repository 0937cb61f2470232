/** What a repository's list tells of a package that belongs to a kernel. */
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
  /** The same of those that it requires. */
  requiredUnames: Record<string, string>;
}
