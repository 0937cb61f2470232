import type { RegistryCredentials } from '../../config/types';

/** How a registry is entered to attach something to an image of it. @public */
export interface AttachOptions {
  signal: AbortSignal;
  credentials?: RegistryCredentials;
  /** Path of podman's `auth.json`, for what `credentials` are not given for. */
  authFile?: string;
  insecure?: boolean;
  /** Hosts of other domains that give out the registry's tokens. */
  tokenHosts?: string[];
}
