import type {
  AuthService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/**
 * Warns once if the catalog lacks the configured owner of kernels and images.
 */
export async function scheduleOwnerCheck(options: {
  auth: AuthService;
  catalog: CatalogService;
  logger: LoggerService;
  scheduler: SchedulerService;
  /** `driverToolkit.catalog.owner` */
  owner: string;
}): Promise<void> {
  const { auth, catalog, logger } = options;
  const owner = stringifyEntityRef(
    parseEntityRef(options.owner, {
      defaultKind: 'group',
      defaultNamespace: 'default',
    }),
  );
  let wasMissing = false;
  await options.scheduler.scheduleTask({
    id: 'check-owner',
    scope: 'local',
    // Gives a catalog that starts with this backend time to read its groups.
    initialDelay: { minutes: 1 },
    frequency: { minutes: 10 },
    timeout: { minutes: 1 },
    fn: async () => {
      const entity = await catalog.getEntityByRef(owner, {
        credentials: await auth.getOwnServiceCredentials(),
      });
      if (!entity && !wasMissing) {
        logger.warn(
          `The catalog has no ${owner}, but driverToolkit.catalog.owner names it, so nobody owns the kernels and toolkit images. Name a group or user of the catalog, or add this one.`,
        );
      }
      wasMissing = !entity;
    },
  });
}
