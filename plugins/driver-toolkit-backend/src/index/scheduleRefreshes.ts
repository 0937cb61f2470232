import { setTimeout as sleep } from 'node:timers/promises';
import type { SchedulerService } from '@backstage/backend-plugin-api';
import { durationToMilliseconds } from '@backstage/types';
import type { ScheduleConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { SourceStore } from '../database/index/SourceStore';
import type { SourceRefresher } from './SourceRefresher';
import type { ToolkitInputReader } from './toolkitInputs/ToolkitInputReader';

const INPUTS_SCHEDULE: ScheduleConfig = {
  frequency: { hours: 1 },
  timeout: { minutes: 2 },
};

/**
 * Share of the interval, and of the timeout, within which a read starts at
 * random.
 */
const JITTER = 0.05;
const MAX_JITTER_MS = 60_000;

/**
 * Reads each source on its schedule, on one backend replica at a time.
 *
 * @remarks
 * Sources that were read before start after a random delay, so that sources
 * with the same schedule don't ask their servers at the same moment.
 */
export async function scheduleRefreshes(options: {
  scheduler: SchedulerService;
  refresher: SourceRefresher;
  inputs: ToolkitInputReader;
  statuses: SourceStore;
  sources: { id: string; schedule: ScheduleConfig }[];
}): Promise<void> {
  const { scheduler, refresher, inputs, statuses, sources } = options;
  for (const { id, schedule } of sources) {
    await scheduler.scheduleTask({
      id: `refresh-${id}`,
      frequency: schedule.frequency,
      timeout: schedule.timeout,
      fn: async abort => {
        const signal = abort as AbortSignal;
        if ((await statuses.list()).some(s => s.id === id && s.lastSuccess)) {
          await sleep(jitter(schedule), undefined, { signal });
        }
        await refresher.refresh(id, { signal });
      },
    });
  }
  await scheduler.scheduleTask({
    id: 'refresh-toolkit-inputs',
    ...INPUTS_SCHEDULE,
    fn: abort => inputs.refresh(abort as AbortSignal),
  });
}

/** Milliseconds. */
function jitter({ frequency, timeout }: ScheduleConfig): number {
  const parts = [frequency, timeout].map(
    duration => durationToMilliseconds(duration) * JITTER,
  );
  return Math.random() * Math.min(...parts, MAX_JITTER_MS);
}
