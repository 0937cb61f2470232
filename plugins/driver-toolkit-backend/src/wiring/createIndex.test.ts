import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { createTestDatabase } from '../__testUtils__/testDatabases';
import {
  createTestIndex,
  imageOf,
  readingOf,
  type TestIndex,
} from '../index/__testUtils__/TestIndex';

jest.setTimeout(60_000);

const BASE_DIGEST = `sha256:${'b'.repeat(64)}`;
const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';

/** Everything that the index needs is connected. */
describe('createIndex', () => {
  const directory = createMockDirectory();
  let registry: Server;
  let host: string;
  let index: TestIndex;
  let logger: ReturnType<typeof mockServices.logger.mock>;
  const gauges = new Map<
    string,
    (result: { observe: jest.Mock }) => Promise<void>
  >();

  beforeAll(async () => {
    registry = createServer((request, response) => {
      const isBase = request.url === '/v2/base/manifests/1';
      response.writeHead(isBase ? 200 : 404, {
        'content-type': MANIFEST_TYPE,
        'docker-content-digest': BASE_DIGEST,
      });
      response.end();
    }).listen(0, '127.0.0.1');
    await once(registry, 'listening');
    host = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    registry.closeAllConnections();
    registry.close();
  });

  beforeEach(async () => {
    directory.clear();
    await writeFile(directory.resolve('Containerfile'), 'FROM base\n');
    logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    const metrics = metricsServiceMock.mock();
    metrics.createHistogram.mockReturnValue({ record: () => {} });
    metrics.createCounter.mockReturnValue({ add: () => {} });
    metrics.createObservableGauge.mockImplementation(name => ({
      addCallback: callback => {
        gauges.set(
          name,
          callback as (result: { observe: jest.Mock }) => Promise<void>,
        );
      },
      removeCallback: () => {},
    }));
    index = createTestIndex(await createTestDatabase('SQLITE_3'), {
      logger,
      metrics,
      config: {
        catalog: { maxRemovalPercentage: 60 },
        kernelSources: [
          {
            id: 'stream',
            type: 'rpm',
            repositories: ['https://mirror.example.com/'],
            schedule: { frequency: { hours: 2 }, timeout: { seconds: 1 } },
          },
        ],
        imageRepositories: [
          {
            id: 'registry',
            image: 'registry.example.com/dtk',
            schedule: { frequency: { hours: 3 }, timeout: { minutes: 1 } },
          },
          { id: 'bases', image: `${host}/base`, insecure: true },
        ],
        toolkit: {
          baseImage: `${host}/base:1`,
          containerfile: directory.resolve('Containerfile'),
        },
      },
    });
  });

  it('holds back what is missing beyond the configured share', async () => {
    index.registry.images = ['1-1', '1-2', '1-3', '1-4', '1-5'].map(tag =>
      imageOf(tag),
    );
    await index.refresh('registry');
    index.registry.images = index.registry.images.slice(0, 2);
    await index.refresh('registry');
    expect((await index.index.source('registry')).items).toBe(2);
  });

  it('reads what images are built from with a source that a person asks for', async () => {
    index.stream.reading = readingOf('1-1');
    await index.refreshNow('stream', {});

    expect((await index.index.source('stream')).items).toBe(1);
    const digest = createHash('sha256').update('FROM base\n').digest('hex');
    expect((await index.inputs.inputs()).of('stream')).toEqual({
      baseImage: `${host}/base:1`,
      baseDigest: BASE_DIGEST,
      containerfileDigest: `sha256:${digest}`,
    });
  });

  it('reads the source also where those cannot be read', async () => {
    directory.clear();
    index.stream.reading = readingOf('1-1');
    await index.refreshNow('stream', {});

    expect((await index.index.source('stream')).items).toBe(1);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('Containerfile'),
    );
  });

  it('lets a person’s read take as long as its schedule allows', async () => {
    index.stream.pause = () => new Promise(() => {});
    const read = index.stream.read.bind(index.stream);
    index.stream.read = (async (context: { signal: AbortSignal }) =>
      Promise.race([
        read(),
        once(context.signal, 'abort').then(() => {
          throw context.signal.reason;
        }),
      ])) as typeof index.stream.read;

    await expect(index.refreshNow('stream', {})).rejects.toThrow(
      'schedule.timeout',
    );
  });

  it('accepts a removal that a person confirms', async () => {
    index.stream.reading = readingOf('1-1', '1-2', '1-3');
    await index.refresh('registry');
    await index.refreshNow('stream', {});
    index.stream.reading = readingOf();
    await expect(index.refreshNow('stream', {})).rejects.toThrow('3 of 3');
    await index.refreshNow('stream', { acceptRemoval: true });
    expect((await index.index.source('stream')).items).toBe(0);
  });

  it('measures each source’s health by its own schedule, from its own start', async () => {
    const now = jest.spyOn(Date, 'now');
    try {
      const start = Date.now();
      const overdueAfter = async (hours: number) => {
        now.mockReturnValue(start + hours * 3_600_000);
        const { sources } = await index.health();
        return sources.filter(({ overdue }) => overdue).map(({ id }) => id);
      };
      expect(await overdueAfter(5.9)).toEqual([]);
      expect(await overdueAfter(6.1)).toEqual(['stream']);
      expect(await overdueAfter(8.9)).toEqual(['stream']);
      expect(await overdueAfter(9.1)).toEqual(['stream', 'registry']);
    } finally {
      now.mockRestore();
    }
  });

  it('shows what it has of each source', async () => {
    index.stream.reading = readingOf('1-1', '1-2');
    await index.refresh('stream');
    const observe = jest.fn();
    await gauges.get('driver_toolkit.index.kernels')!({ observe });
    await gauges.get('driver_toolkit.index.age')!({ observe });
    expect(observe.mock.calls).toEqual([
      [2, { source: 'stream' }],
      [expect.any(Number), { source: 'stream' }],
    ]);
  });

  it('schedules every source and repository, and what images are built from', async () => {
    const tasks = new Map<string, unknown>();
    await index.schedule(
      mockServices.scheduler.mock({
        scheduleTask: async ({ id, frequency, timeout }) => {
          tasks.set(id, [frequency, timeout]);
        },
      }),
    );
    expect([...tasks.keys()]).toEqual([
      'refresh-stream',
      'refresh-registry',
      'refresh-bases',
      'refresh-toolkit-inputs',
    ]);
    expect(tasks.get('refresh-stream')).toEqual([{ hours: 2 }, { seconds: 1 }]);
    expect(tasks.get('refresh-registry')).toEqual([
      { hours: 3 },
      { minutes: 1 },
    ]);
  });
});
