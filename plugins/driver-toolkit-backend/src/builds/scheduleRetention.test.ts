import type {
  SchedulerServiceTaskInvocationDefinition,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { scheduleRetention } from './scheduleRetention';

type Task = SchedulerServiceTaskScheduleDefinition &
  SchedulerServiceTaskInvocationDefinition;

const DAY_MS = 24 * 60 * 60 * 1000;

describe('scheduleRetention', () => {
  it('removes each day builds that finished before the retention time', async () => {
    const cutOffs: Date[] = [];
    const steps: string[] = [];
    const tasks: Task[] = [];
    await scheduleRetention({
      scheduler: mockServices.scheduler.mock({
        scheduleTask: async task => {
          tasks.push(task);
        },
      }),
      builds: { removeFinishedBefore: async time => cutOffs.push(time) },
      verdicts: { removeOld: async () => steps.push('verdicts') },
      kernelRecords: {
        forgetUnusedSince: async time => {
          steps.push('kernels');
          return cutOffs.push(time);
        },
      },
      records: { removeUnused: async () => steps.push('records') },
      retention: { days: 90 },
      logger: mockServices.logger.mock(),
    });
    const [{ fn, ...schedule }] = tasks;
    expect(schedule).toMatchObject({ frequency: { days: 1 } });
    expect(schedule.scope ?? 'global').toBe('global');

    const before = Date.now();
    await fn(AbortSignal.timeout(10_000) as never);

    expect(cutOffs).toHaveLength(2);
    for (const cutOff of cutOffs) {
      expect(cutOff.getTime()).toBeGreaterThanOrEqual(before - 90 * DAY_MS);
      expect(cutOff.getTime()).toBeLessThanOrEqual(Date.now() - 90 * DAY_MS);
    }
    // Records last, when nothing refers to them any more.
    expect(steps).toEqual(['verdicts', 'kernels', 'records']);
  });
});
