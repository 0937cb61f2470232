import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Knex } from 'knex';
import { DatabaseBuildStore } from '../database/DatabaseBuildStore';
import { BuildNotifier } from './BuildNotifier';
import { PastOutcomes } from './PastOutcomes';

/** Puts together what tells people of builds. */
export function createBuildNotifier(options: {
  knex: Knex;
  notifications: NotificationService;
  logger: LoggerService;
}): BuildNotifier {
  return new BuildNotifier({
    ...options,
    builds: new DatabaseBuildStore(options.knex),
    past: new PastOutcomes(options.knex),
  });
}
