import type {
  AuditorService,
  AuthService,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Builds } from '../builds/Builds';
import type { ImageClaimStore } from '../claims/ImageClaimStore';
import type { IndexSystem } from '../index/createIndex';
import { AccessControl } from './AccessControl';
import { AuditLog } from './AuditLog';
import type { BuildStore } from '../database/BuildStore';
import { BuildOwners } from './BuildOwners';
import { BuildReads } from './BuildReads';
import { BuildRequests } from './BuildRequests';
import { ClaimRequests } from './ClaimRequests';
import { SourceRequests } from './SourceRequests';

/** What people and programs may ask for, over HTTP and through actions alike. */
export interface RequestSystem {
  access: AccessControl;
  audit: AuditLog;
  buildReads: BuildReads;
  buildRequests: BuildRequests;
  claimRequests: ClaimRequests;
  sourceRequests: SourceRequests;
}

/** Puts what takes requests together. */
export function createRequests(options: {
  auditor: AuditorService;
  auth: AuthService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  catalog: CatalogService;
  /** Owner of the kernels' entities. */
  platform: string;
  builds: Builds;
  buildStore: BuildStore;
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
    buildReads: new BuildReads({
      ...options,
      store: options.buildStore,
      owners: new BuildOwners(options),
    }),
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
