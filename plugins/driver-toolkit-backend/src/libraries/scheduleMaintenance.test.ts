import type {
  SchedulerServiceTaskInvocationDefinition,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ConflictError } from '@backstage/errors';
import type { StatusById } from '../index/state/IndexMemory';
import type { Library } from './Library';
import { scheduleMaintenance } from './scheduleMaintenance';

type Task = SchedulerServiceTaskScheduleDefinition &
  SchedulerServiceTaskInvocationDefinition;

const TRIED: StatusById = new Map([
  [
    'stream',
    {
      id: 'stream',
      items: 0,
      warnings: [],
      incomplete: {},
      version: 1,
      lastAttempt: '2024-05-14T06:00:00Z',
    },
  ],
]);

describe('scheduleMaintenance', () => {
  const runs: string[] = [];
  let refusal: Error | undefined;
  let statuses: StatusById;
  let task: Task;

  beforeEach(async () => {
    runs.length = 0;
    refusal = undefined;
    statuses = new Map();
    await scheduleMaintenance({
      auth: mockServices.auth(),
      libraries: [
        {
          config: {
            kernelSource: 'stream',
            imageRepository: 'registry',
            schedule: { frequency: { days: 1 }, timeout: { minutes: 10 } },
          },
        } as Library,
      ],
      authorizedLibraries: {
        run: async (source, repository, { credentials }) => {
          if (refusal) {
            throw refusal;
          }
          const { principal } = credentials as {
            principal: { subject: string };
          };
          runs.push(`${source}/${repository} as ${principal.subject}`);
        },
      },
      reader: { read: async () => ({ statuses }) },
      scheduler: mockServices.scheduler.mock({
        scheduleTask: async scheduled => {
          task = scheduled;
        },
      }),
    });
  });

  const start = (signal = new AbortController().signal) =>
    task.fn(signal as never) as Promise<void>;

  it('runs over each library on its own schedule, as the plugin itself', async () => {
    statuses = TRIED;

    expect(task).toMatchObject({
      id: 'maintain-stream/registry',
      frequency: { days: 1 },
      timeout: { minutes: 10 },
    });
    await start();
    expect(runs).toEqual(['stream/registry as plugin:test']);
  });

  it('waits until the source was read for the first time', async () => {
    const started = start();
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(runs).toEqual([]);

    statuses = TRIED;
    await started;
    expect(runs).toHaveLength(1);
  });

  it('skips a library while another run is active', async () => {
    statuses = TRIED;
    refusal = new ConflictError('It is being maintained already.');
    await start();

    refusal = new Error('boom');
    await expect(start()).rejects.toThrow('boom');
  });

  it('stops with the backend', async () => {
    const stop = new AbortController();
    const started = start(stop.signal);
    stop.abort();

    await expect(started).rejects.toThrow('aborted');
    expect(runs).toEqual([]);
  });
});
