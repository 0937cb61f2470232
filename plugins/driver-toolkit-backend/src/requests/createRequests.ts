import type {
  AuditorService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { Builds } from '../builds/Builds';
import type { IndexSystem } from '../index/createIndex';
import { AccessControl } from './AccessControl';
import { AuditLog } from './AuditLog';
import { BuildRequests } from './BuildRequests';
import { SourceRequests } from './SourceRequests';

/** What people and programs may ask for, over HTTP and through actions alike. */
export interface RequestSystem {
  access: AccessControl;
  buildRequests: BuildRequests;
  sourceRequests: SourceRequests;
}

/** Puts what takes requests together. */
export function createRequests(options: {
  auditor: AuditorService;
  permissions: PermissionsService;
  builds: Builds;
  index: IndexSystem;
  /** Told when builds were queued or cancelled. */
  onChanged: () => void;
}): RequestSystem {
  const { builds, index, onChanged } = options;
  const access = new AccessControl(options.permissions);
  const audit = new AuditLog(options.auditor);
  return {
    access,
    buildRequests: new BuildRequests({ access, audit, builds, onChanged }),
    sourceRequests: new SourceRequests({ access, audit, ...index }),
  };
}
