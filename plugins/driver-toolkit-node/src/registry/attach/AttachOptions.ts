import type { RegistryCredentials } from '../../config/types';

/**
 * Registry credentials and transport for attaching something to an image.
 * @public
 */
export interface AttachOptions {
  signal: AbortSignal;
  credentials?: RegistryCredentials;
  /** Path of podman's `auth.json`, used without `credentials`. */
  authFile?: string;
  insecure?: boolean;
  /** Hosts of other domains that issue the registry's tokens. */
  tokenHosts?: string[];
}
