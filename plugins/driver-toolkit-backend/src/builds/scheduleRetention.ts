import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import type { BuildStore } from '../database/builds/BuildStore';

/** Removes old finished builds with their logs once a day. */
export async function scheduleRetention(options: {
  scheduler: SchedulerService;
  builds: BuildStore;
  retention: HumanDuration;
  logger: LoggerService;
}): Promise<void> {
  const { scheduler, builds, retention, logger } = options;
  await scheduler.scheduleTask({
    id: 'remove-old-builds',
    frequency: { days: 1 },
    timeout: { minutes: 10 },
    fn: async () => {
      const removed = await builds.removeFinishedBefore(
        new Date(Date.now() - durationToMilliseconds(retention)),
      );
      if (removed > 0) {
        logger.info(`Removed ${removed} old builds`);
      }
    },
  });
}
