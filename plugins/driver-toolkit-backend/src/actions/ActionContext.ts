import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { AccessSystem } from '../access/AccessSystem';
import type { Caller } from '../access/Caller';
import type { BuildLogStore } from '../database/logs/BuildLogStore';
import type { Index } from '../index/Index';

/** What actions are made of. */
export interface ActionContext {
  registry: ActionsRegistryService;
  auth: AuthService;
  logger: LoggerService;
  /**
   * What actions work with, for whoever invoked one.
   *
   * @throws WrongConfigurationError where there is nothing to work with
   */
  enter: (caller: Caller) => Promise<ActionSystem>;
}

/** What actions work with. */
export interface ActionSystem {
  index: Index;
  logs: BuildLogStore;
  access: AccessSystem;
}
