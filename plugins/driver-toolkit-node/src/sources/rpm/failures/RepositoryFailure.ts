/** A repository that could not be read for an architecture. */
export interface RepositoryFailure {
  architecture: string;
  /** Its address for all architectures, with `$arch`, as messages name it. */
  template: string;
  /** The same for the architecture. */
  address: string;
  optional: boolean;
  error: Error;
}
