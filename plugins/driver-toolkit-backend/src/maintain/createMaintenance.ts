import type {
  AuthService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import {
  deleteImages,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import type { Builds } from '../builds/Builds';
import type { IndexSystem } from '../index/createIndex';
import type { RequestSystem } from '../requests/createRequests';
import { BuildHistory } from './BuildHistory';
import { Maintainer } from './Maintainer';
import { Maintenance } from './Maintenance';
import { MaintenanceRunStore } from './MaintenanceRunStore';
import { scheduleMaintenance } from './scheduleMaintenance';
import { TagRetention } from './TagRetention';

/** What keeps libraries, and starts doing so. */
export interface MaintenanceSystem {
  maintenance: Maintenance;
  schedule: (scheduler: SchedulerService) => Promise<void>;
}

/** Puts together what keeps the libraries of the configuration. */
export function createMaintenance(options: {
  requests: Pick<RequestSystem, 'access' | 'audit'>;
  auth: AuthService;
  config: DriverToolkitConfig;
  knex: Knex;
  index: Pick<
    IndexSystem,
    'sources' | 'reader' | 'inputs' | 'use' | 'refresher'
  >;
  builds: Pick<Builds, 'create'>;
  /** Told when a build was queued. */
  onChanged: () => void;
  logger: LoggerService;
}): MaintenanceSystem {
  const { auth, config, knex, index, builds, logger } = options;
  const libraries = config.maintain.map(entry => ({
    config: entry,
    repository: index.sources.repository(entry.imageRepository),
  }));
  const history = new BuildHistory(knex);
  const runs = new MaintenanceRunStore(knex);
  const maintenance = new Maintenance({
    ...options.requests,
    libraries,
    runs,
    maintainer: new Maintainer({
      ...index,
      runs,
      history,
      logger,
      retention: new TagRetention({ ...index, history, deleteImages }),
      requestBuild: async request => {
        const credentials = await auth.getOwnServiceCredentials();
        const { subject } = credentials.principal;
        const requested = await builds.create(request, credentials, subject);
        options.onChanged();
        return requested;
      },
    }),
  });
  return {
    maintenance,
    schedule: scheduler =>
      scheduleMaintenance({
        auth,
        libraries,
        maintenance,
        reader: index.reader,
        scheduler,
      }),
  };
}
