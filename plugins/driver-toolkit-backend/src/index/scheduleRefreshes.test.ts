import { setTimeout as sleepNow } from 'node:timers/promises';
import type {
  SchedulerServiceTaskInvocationDefinition,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type { ScheduleConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { SourceStatus } from '../database/index/SourceStore';
import { scheduleRefreshes } from './scheduleRefreshes';
import type { SourceRefresher } from './SourceRefresher';
import type { ToolkitInputReader } from './toolkitInputs/ToolkitInputReader';

jest.mock('node:timers/promises', () => {
  const timers = jest.requireActual('node:timers/promises');
  return { ...timers, setTimeout: jest.fn(timers.setTimeout) };
});
const sleep = jest.mocked(sleepNow);
const { setTimeout: realSleep } = jest.requireActual<
  typeof import('node:timers/promises')
>('node:timers/promises');

type Task = SchedulerServiceTaskScheduleDefinition &
  SchedulerServiceTaskInvocationDefinition;

describe('scheduleRefreshes', () => {
  const refreshed: string[] = [];
  const tasks = new Map<string, Task>();
  let known: Pick<SourceStatus, 'id' | 'lastSuccess'>[];

  beforeEach(async () => {
    known = [];
    refreshed.length = 0;
    await scheduleAll({
      id: 'stream',
      schedule: { frequency: { hours: 6 }, timeout: { seconds: 1 } },
    });
  });

  function scheduleAll(
    ...sources: Array<{ id: string; schedule: ScheduleConfig }>
  ): Promise<void> {
    return scheduleRefreshes({
      scheduler: mockServices.scheduler.mock({
        scheduleTask: async task => {
          tasks.set(task.id, task);
        },
      }),
      refresher: {
        refresh: async id => {
          refreshed.push(id);
        },
      } as Pick<SourceRefresher, 'refresh'> as SourceRefresher,
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
      sources,
    });
  }

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

  it('delays a source that was read before, by less than the read may take', async () => {
    known = [{ id: 'stream', lastSuccess: '2026-01-01T00:00:00.000Z' }];
    await run('refresh-stream', AbortSignal.timeout(1_000));
    expect(refreshed).toEqual(['stream']);
  });

  it('starts no read after the task was stopped', async () => {
    known = [{ id: 'stream', lastSuccess: '2026-01-01T00:00:00.000Z' }];
    await expect(
      run('refresh-stream', AbortSignal.abort()),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(refreshed).toEqual([]);
  });

  describe('waits', () => {
    const sleeps: number[] = [];

    beforeEach(() => {
      sleeps.length = 0;
      sleep.mockImplementation(async milliseconds => {
        sleeps.push(milliseconds as number);
      });
    });

    afterEach(() => {
      sleep.mockImplementation(realSleep);
      jest.restoreAllMocks();
    });

    /** The longest delay of a task with this schedule. */
    async function longestWait(schedule: ScheduleConfig): Promise<number> {
      jest.spyOn(Math, 'random').mockReturnValue(1);
      known = [{ id: 'other', lastSuccess: '2026-01-01T00:00:00.000Z' }];
      await scheduleAll({ id: 'other', schedule });
      await run('refresh-other', new AbortController().signal);
      return sleeps[0];
    }

    it('a twentieth of the timeout at most', async () => {
      expect(
        await longestWait({
          frequency: { hours: 6 },
          timeout: { seconds: 100 },
        }),
      ).toBe(5_000);
    });

    it('a twentieth of the time between two reads at most, if that is shorter', async () => {
      expect(
        await longestWait({
          frequency: { seconds: 20 },
          timeout: { hours: 1 },
        }),
      ).toBe(1_000);
    });

    it('a minute at most', async () => {
      expect(
        await longestWait({ frequency: { days: 1 }, timeout: { hours: 5 } }),
      ).toBe(60_000);
    });

    it.each([
      ['never read', []],
      ['never read successfully', [{ id: 'stream' }]],
      [
        'another that was',
        [{ id: 'other', lastSuccess: '2026-01-01T00:00:00.000Z' }],
      ],
    ])('not at all if it was %s', async (_, statuses) => {
      known = statuses;
      await run('refresh-stream', new AbortController().signal);
      expect(sleeps).toEqual([]);
    });
  });

  it('reads the inputs of images once an hour', () => {
    expect(tasks.get('refresh-toolkit-inputs')).toMatchObject({
      frequency: { hours: 1 },
      timeout: { minutes: 2 },
    });
  });
});
