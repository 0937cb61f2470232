/**
 * An input of a build (in-toto attestation framework, "ResourceDescriptor").
 */
export interface ResourceDescriptor {
  name?: string;
  uri?: string;
  /** Hexadecimal values by algorithm. */
  digest?: Record<string, string>;
}
