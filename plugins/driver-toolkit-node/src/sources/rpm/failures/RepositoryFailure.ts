/** A repository that could not be read for an architecture. */
export interface RepositoryFailure {
  architecture: string;
  /** Its address for all architectures, with `$arch`, for messages. */
  template: string;
  /** Its address for the architecture. */
  address: string;
  optional: boolean;
  error: Error;
}
