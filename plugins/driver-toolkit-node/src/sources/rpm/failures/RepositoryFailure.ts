/** A repository that could not be read for an architecture. */
export interface RepositoryFailure {
  architecture: string;
  /** Its address as configured, variables and all. */
  template: string;
  /** The same for the architecture, as messages name it. */
  address: string;
  optional: boolean;
  error: Error;
}
