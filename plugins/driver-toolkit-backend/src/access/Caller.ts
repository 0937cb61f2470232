import type {
  BackstageCredentials,
  BackstagePrincipalTypes,
} from '@backstage/backend-plugin-api';
import type { Request } from 'express';

/** Who sends a request. */
export interface Caller {
  credentials: BackstageCredentials<
    BackstagePrincipalTypes['user'] | BackstagePrincipalTypes['service']
  >;
  /** Only if it came over HTTP. */
  request?: Request;
}

/** The caller's name in a build's history. */
export function nameOf({ credentials: { principal } }: Caller): string {
  return principal.type === 'user'
    ? principal.userEntityRef
    : principal.subject;
}
