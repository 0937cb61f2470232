import type { SchedulerService } from '@backstage/backend-plugin-api';
import type { ScheduleConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Refresher } from './Refresher';

/** Reads each source on its schedule, on one backend replica at a time. */
export async function scheduleRefreshes(options: {
  scheduler: SchedulerService;
  refresher: Refresher;
  sources: { id: string; schedule: ScheduleConfig }[];
}): Promise<void> {
  const { scheduler, refresher, sources } = options;
  for (const { id, schedule } of sources) {
    await scheduler.scheduleTask({
      id: `refresh-${id}`,
      frequency: schedule.frequency,
      timeout: schedule.timeout,
      fn: signal => refresher.refresh(id, signal as AbortSignal),
    });
  }
}
