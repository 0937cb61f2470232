import type {
  AuditorService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { Builds } from '../builds/Builds';
import type { ImageClaimStore } from '../claims/ImageClaimStore';
import type { IndexSystem } from '../index/createIndex';
import { AccessControl } from './AccessControl';
import { AuditLog } from './AuditLog';
import { BuildRequests } from './BuildRequests';
import { ClaimRequests } from './ClaimRequests';
import { SourceRequests } from './SourceRequests';

/** What people and programs may ask for, over HTTP and through actions alike. */
export interface RequestSystem {
  access: AccessControl;
  audit: AuditLog;
  buildRequests: BuildRequests;
  claimRequests: ClaimRequests;
  sourceRequests: SourceRequests;
}

/** Puts what takes requests together. */
export function createRequests(options: {
  auditor: AuditorService;
  permissions: PermissionsService;
  builds: Builds;
  imageClaims: ImageClaimStore;
  index: IndexSystem;
  /** Told when builds were queued or cancelled. */
  onChanged: () => void;
}): RequestSystem {
  const { builds, imageClaims, index, onChanged } = options;
  const access = new AccessControl(options.permissions);
  const audit = new AuditLog(options.auditor);
  return {
    access,
    audit,
    buildRequests: new BuildRequests({ access, audit, builds, onChanged }),
    claimRequests: new ClaimRequests({
      access,
      audit,
      claims: imageClaims,
      cancelOthers: async claim => {
        const cancelled = await builds.cancelOthersThan(claim);
        onChanged();
        return cancelled;
      },
    }),
    sourceRequests: new SourceRequests({ access, audit, ...index }),
  };
}
