import type {
  SchedulerServiceTaskInvocationDefinition,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type { SourceStatus } from '../database/SourceStore';
import type { Refresher } from './Refresher';
import { scheduleRefreshes } from './scheduleRefreshes';
import type { ToolkitInputReader } from './toolkitInputs/ToolkitInputReader';

type Task = SchedulerServiceTaskScheduleDefinition &
  SchedulerServiceTaskInvocationDefinition;

describe('scheduleRefreshes', () => {
  const refreshed: string[] = [];
  const tasks = new Map<string, Task>();
  let known: Pick<SourceStatus, 'id' | 'lastSuccess'>[];

  beforeEach(async () => {
    known = [];
    refreshed.length = 0;
    await scheduleRefreshes({
      scheduler: mockServices.scheduler.mock({
        scheduleTask: async task => {
          tasks.set(task.id, task);
        },
      }),
      refresher: {
        refresh: async id => {
          refreshed.push(id);
        },
      } as Pick<Refresher, 'refresh'> as Refresher,
      inputs: {
        refresh: async () => {
          refreshed.push('inputs');
        },
      } as Pick<ToolkitInputReader, 'refresh'> as ToolkitInputReader,
      statuses: {
        list: async () => known as SourceStatus[],
        beginAttempt: async () => 1,
        recordFailure: async () => {},
      },
      sources: [
        {
          id: 'stream',
          schedule: { frequency: { hours: 6 }, timeout: { seconds: 1 } },
        },
      ],
    });
  });

  const run = (id: string, signal: AbortSignal) =>
    tasks.get(id)!.fn(signal as never);

  it('reads each source by its own schedule, on one replica at a time', async () => {
    const { frequency, timeout, scope } = tasks.get('refresh-stream')!;
    expect({ frequency, timeout, scope }).toEqual({
      frequency: { hours: 6 },
      timeout: { seconds: 1 },
      scope: undefined, // which is global
    });
    await run('refresh-stream', new AbortController().signal);
    await run('refresh-toolkit-inputs', new AbortController().signal);
    expect(refreshed).toEqual(['stream', 'inputs']);
  });

  it('waits a little with what is known already, less than the read may take', async () => {
    known = [{ id: 'stream', lastSuccess: '2026-01-01T00:00:00.000Z' }];
    await run('refresh-stream', AbortSignal.timeout(1_000));
    expect(refreshed).toEqual(['stream']);
  });

  it('begins no read once the task was stopped', async () => {
    known = [{ id: 'stream', lastSuccess: '2026-01-01T00:00:00.000Z' }];
    await expect(
      run('refresh-stream', AbortSignal.abort()),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(refreshed).toEqual([]);
  });
});
