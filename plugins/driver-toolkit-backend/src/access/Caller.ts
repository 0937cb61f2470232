import type {
  BackstageCredentials,
  BackstagePrincipalTypes,
} from '@backstage/backend-plugin-api';
import type { Request } from 'express';

/** Whoever asks for something. */
export interface Caller {
  credentials: BackstageCredentials<
    BackstagePrincipalTypes['user'] | BackstagePrincipalTypes['service']
  >;
  /** Where it came over HTTP. */
  request?: Request;
}

/** How history names who asked. */
export function nameOf({ credentials: { principal } }: Caller): string {
  return principal.type === 'user'
    ? principal.userEntityRef
    : principal.subject;
}
