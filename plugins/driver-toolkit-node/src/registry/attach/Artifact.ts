/** Something that is said about an image, such as an SBOM. @public */
export interface Artifact {
  /** Its media type, which tells what it is. */
  type: string;
  content: Buffer;
  /** Of its manifest, which lists of referrers repeat. */
  annotations?: Record<string, string>;
}
