/** One package in an image's rpm database. */
export interface InstalledPackage {
  name: string;
  /** Undefined differs from 0. */
  epoch?: string;
  version: string;
  release: string;
  /** RPM name */
  architecture: string;
  /** SHA-256 of the package's header, in hexadecimal. */
  headerSha256?: string;
  /** File name of its source package. */
  sourcePackage?: string;
  vendor?: string;
  /** As the packager wrote it. */
  license?: string;
}
