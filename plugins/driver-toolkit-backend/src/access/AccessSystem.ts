import type { AccessControl } from './AccessControl';
import type { AuditLog } from './AuditLog';
import type { AuthorizedBuilds } from './AuthorizedBuilds';
import type { AuthorizedClaims } from './AuthorizedClaims';
import type { AuthorizedSources } from './AuthorizedSources';
import type { ReadableBuilds } from './ReadableBuilds';

/** What people and programs may request, over HTTP and through actions. */
export interface AccessSystem {
  control: AccessControl;
  audit: AuditLog;
  readableBuilds: ReadableBuilds;
  authorizedBuilds: AuthorizedBuilds;
  authorizedClaims: AuthorizedClaims;
  authorizedSources: AuthorizedSources;
}
