import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { BuildLogStore } from '../database/logs/BuildLogStore';
import type { Index } from '../index/Index';
import type { AccessSystem } from '../access/AccessSystem';

/** What actions are made of. */
export interface ActionContext {
  registry: ActionsRegistryService;
  auth: AuthService;
  logger: LoggerService;
  index: Index;
  logs: BuildLogStore;
  access: AccessSystem;
}
