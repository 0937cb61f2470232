import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Knex } from 'knex';
import { DatabaseBuildStore } from '../database/builds/DatabaseBuildStore';
import { PastOutcomes } from '../database/builds/PastOutcomes';
import { BuildNotifier } from '../notifications/BuildNotifier';

/** Puts together the notifications about builds. */
export function createBuildNotifier(options: {
  knex: Knex;
  notifications: NotificationService;
  logger: LoggerService;
}): BuildNotifier {
  const { knex, notifications, logger } = options;
  return new BuildNotifier({
    notifications,
    logger,
    builds: new DatabaseBuildStore(knex),
    past: new PastOutcomes(knex),
  });
}
