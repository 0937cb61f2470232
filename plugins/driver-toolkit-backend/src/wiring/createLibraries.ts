import type {
  AuthService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { DriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import type { AccessSystem } from '../access/AccessSystem';
import { AuthorizedLibraries } from '../access/AuthorizedLibraries';
import type { BuildRequests } from '../builds/BuildRequests';
import { BuildHistory } from '../database/builds/BuildHistory';
import { MaintenanceRunStore } from '../database/libraries/MaintenanceRunStore';
import type { IndexedSources } from '../index/IndexedSources';
import type { KernelUse } from '../index/KernelUse';
import type { SourceRefresher } from '../index/SourceRefresher';
import type { IndexMemory } from '../index/state/IndexMemory';
import type { ToolkitInputReader } from '../index/toolkitInputs/ToolkitInputReader';
import { Maintainer } from '../libraries/Maintainer';
import { scheduleMaintenance } from '../libraries/scheduleMaintenance';
import { TagRetention } from '../libraries/TagRetention';
import type { RegistryDirectory } from '../registries/RegistryDirectory';

/** Maintains libraries once it is started. */
export interface LibrarySystem {
  authorizedLibraries: AuthorizedLibraries;
  schedule: (scheduler: SchedulerService) => Promise<void>;
}

/** Puts together the maintenance of the configured libraries. */
export function createLibraries(options: {
  access: Pick<AccessSystem, 'control' | 'audit'>;
  auth: AuthService;
  config: DriverToolkitConfig;
  knex: Knex;
  reader: IndexMemory;
  inputs: ToolkitInputReader;
  sources: IndexedSources;
  refresher: SourceRefresher;
  /** Which kernels drivers are for. */
  use: KernelUse;
  registries: Pick<RegistryDirectory, 'deleteImages'>;
  buildRequests: Pick<BuildRequests, 'create'>;
  /** Called when a build was queued. */
  onChanged: () => void;
  logger: LoggerService;
}): LibrarySystem {
  const { auth, config, knex, logger, reader, refresher, sources } = options;
  const libraries = config.maintain.map(entry => ({
    config: entry,
    repository: sources.repository(entry.imageRepository),
  }));
  const history = new BuildHistory(knex);
  const runs = new MaintenanceRunStore(knex);
  const authorizedLibraries = new AuthorizedLibraries({
    access: options.access.control,
    audit: options.access.audit,
    libraries,
    runs,
    maintainer: new Maintainer({
      runs,
      reader,
      refresher,
      inputs: options.inputs,
      history,
      logger,
      retention: new TagRetention({
        history,
        registries: options.registries,
        refresher,
        use: options.use,
      }),
      requestBuild: async request => {
        const credentials = await auth.getOwnServiceCredentials();
        const { subject } = credentials.principal;
        const requested = await options.buildRequests.create(
          request,
          credentials,
          subject,
        );
        options.onChanged();
        return requested;
      },
    }),
  });
  return {
    authorizedLibraries,
    schedule: scheduler =>
      scheduleMaintenance({
        auth,
        libraries,
        authorizedLibraries,
        reader,
        scheduler,
      }),
  };
}
