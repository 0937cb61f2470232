import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { AccessSystem } from '../access/AccessSystem';
import type { Caller } from '../access/Caller';
import type { BuildLogStore } from '../database/logs/BuildLogStore';
import type { DriverManifests } from '../drivers/DriverManifests';
import type { Index } from '../index/Index';

/** What actions need. */
export interface ActionContext {
  registry: ActionsRegistryService;
  auth: AuthService;
  logger: LoggerService;
  /**
   * The system that actions use, for a caller.
   *
   * @throws WrongConfigurationError if the plugin has stopped
   */
  enter: (caller: Caller) => Promise<ActionSystem>;
}

/** The system that actions use. */
export interface ActionSystem {
  index: Index;
  logs: BuildLogStore;
  access: AccessSystem;
  driverManifests: Pick<DriverManifests, 'render'>;
}
