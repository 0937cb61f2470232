import type { RegistryCredentials } from '../config/types';

/** Credentials and transport of a repository. @public */
export interface RepositoryAccess {
  credentials?: RegistryCredentials;
  /** Path of podman's `auth.json`, used without `credentials`. */
  authFile?: string;
  /** Plain HTTP. */
  insecure?: boolean;
  /** Hosts of other domains that issue the registry's tokens. */
  tokenHosts?: string[];
  /** Hosts in an internal network that the registry may redirect to. */
  redirectHosts?: string[];
  /** Concurrent requests; undefined for the default. */
  concurrency?: number;
}
