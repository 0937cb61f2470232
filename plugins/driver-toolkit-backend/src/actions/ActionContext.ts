import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { Builds } from '../builds/Builds';
import type { BuildLogStore } from '../database/BuildLogStore';
import type { Index } from '../index/Index';
import type { RequestSystem } from '../requests/createRequests';

/** What actions are made of. */
export interface ActionContext {
  registry: ActionsRegistryService;
  auth: AuthService;
  logger: LoggerService;
  index: Index;
  builds: Builds;
  logs: BuildLogStore;
  requests: RequestSystem;
}
