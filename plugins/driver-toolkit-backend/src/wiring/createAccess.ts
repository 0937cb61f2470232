import type {
  AuditorService,
  AuthService,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { AccessControl } from '../access/AccessControl';
import type { AccessSystem } from '../access/AccessSystem';
import { AuditLog } from '../access/AuditLog';
import { AuthorizedBuilds } from '../access/AuthorizedBuilds';
import { AuthorizedClaims } from '../access/AuthorizedClaims';
import { AuthorizedSources } from '../access/AuthorizedSources';
import { BuildOwners } from '../access/BuildOwners';
import { ReadableBuilds } from '../access/ReadableBuilds';
import { ReadableVerdicts } from '../access/ReadableVerdicts';
import type { BuildRequests } from '../builds/BuildRequests';
import type { BuildStore } from '../database/builds/BuildStore';
import type { ImageClaimStore } from '../database/claims/ImageClaimStore';
import type { VerdictStore } from '../database/records/VerdictStore';
import type { Index } from '../index/Index';
import type { RefreshNow } from '../index/RefreshNow';

/** Puts together authorization and audit. */
export function createAccess(options: {
  auditor: AuditorService;
  auth: AuthService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  catalog: CatalogService;
  /** Owner of the kernels' entities. */
  platform: string;
  buildRequests: BuildRequests;
  buildStore: BuildStore;
  verdicts: VerdictStore;
  imageClaims: ImageClaimStore;
  index: Index;
  refreshNow: RefreshNow;
  /** Called when builds were queued or cancelled. */
  onChanged: () => void;
}): AccessSystem {
  const { auth, buildRequests, buildStore, catalog, onChanged } = options;
  const { permissions, permissionsRegistry } = options;
  const access = new AccessControl(permissions);
  const audit = new AuditLog(options.auditor);
  const readableBuilds = new ReadableBuilds({
    permissions,
    permissionsRegistry,
    builds: buildRequests,
    store: buildStore,
    owners: new BuildOwners({ auth, catalog, platform: options.platform }),
  });
  return {
    control: access,
    audit,
    readableBuilds,
    readableVerdicts: new ReadableVerdicts({
      builds: readableBuilds,
      verdicts: options.verdicts,
    }),
    authorizedBuilds: new AuthorizedBuilds({
      access,
      audit,
      builds: buildRequests,
      onChanged,
    }),
    authorizedClaims: new AuthorizedClaims({
      access,
      audit,
      claims: options.imageClaims,
      cancelOthers: async claim => {
        const cancelled = await buildRequests.cancelOthersThan(claim);
        onChanged();
        return cancelled;
      },
    }),
    authorizedSources: new AuthorizedSources({
      access,
      audit,
      index: options.index,
      refreshNow: options.refreshNow,
    }),
  };
}
