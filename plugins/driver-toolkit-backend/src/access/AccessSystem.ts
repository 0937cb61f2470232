import type { AccessControl } from './AccessControl';
import type { AuditLog } from './AuditLog';
import type { AuthorizedBuilds } from './AuthorizedBuilds';
import type { AuthorizedClaims } from './AuthorizedClaims';
import type { AuthorizedSources } from './AuthorizedSources';
import type { ReadableBuilds } from './ReadableBuilds';
import type { ReadableVerdicts } from './ReadableVerdicts';

/** What people and programs may request, over HTTP and through actions. */
export interface AccessSystem {
  control: AccessControl;
  audit: AuditLog;
  readableBuilds: ReadableBuilds;
  readableVerdicts: ReadableVerdicts;
  authorizedBuilds: AuthorizedBuilds;
  authorizedClaims: AuthorizedClaims;
  authorizedSources: AuthorizedSources;
}
