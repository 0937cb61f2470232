/** What an image's rpm database says of one package. */
export interface InstalledPackage {
  name: string;
  /** Undefined is another one than 0. */
  epoch?: string;
  version: string;
  release: string;
  /** RPM name */
  architecture: string;
  /** Of the package's header, in hexadecimal. */
  headerSha256?: string;
  /** File name of the package that its source is in. */
  sourcePackage?: string;
  vendor?: string;
  /** As its packager wrote it. */
  license?: string;
}
