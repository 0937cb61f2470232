import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import type { BuildStore } from '../database/builds/BuildStore';
import type { KernelRecordStore } from '../database/records/KernelRecordStore';
import type { RecordStore } from '../database/records/RecordStore';
import type { VerdictStore } from '../database/records/VerdictStore';

/**
 * Removes old finished builds with their logs once a day, then the verdicts and
 * the symbol records that nothing needs any more.
 */
export async function scheduleRetention(options: {
  scheduler: SchedulerService;
  builds: Pick<BuildStore, 'removeFinishedBefore'>;
  verdicts: Pick<VerdictStore, 'removeOld'>;
  kernelRecords: Pick<KernelRecordStore, 'forgetUnusedSince'>;
  records: Pick<RecordStore, 'removeUnused'>;
  retention: HumanDuration;
  logger: LoggerService;
}): Promise<void> {
  const { scheduler, builds, retention, logger } = options;
  await scheduler.scheduleTask({
    id: 'remove-old-builds',
    frequency: { days: 1 },
    timeout: { minutes: 10 },
    fn: async () => {
      const time = new Date(Date.now() - durationToMilliseconds(retention));
      const removed = await builds.removeFinishedBefore(time);
      await options.verdicts.removeOld();
      await options.kernelRecords.forgetUnusedSince(time);
      await options.records.removeUnused();
      if (removed > 0) {
        logger.info(`Removed ${removed} old builds`);
      }
    },
  });
}
