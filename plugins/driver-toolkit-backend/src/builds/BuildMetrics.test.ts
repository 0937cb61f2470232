import { metricsServiceFactory } from '@backstage/backend-defaults/alpha';
import { ServiceFactoryTester } from '@backstage/backend-test-utils';
import type {
  Build,
  Builder,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BuildMetrics } from './BuildMetrics';

const BUILD = {
  type: 'toolkit',
  state: 'failed',
  architecture: 'x86_64',
  builder: 'local',
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: '2026-01-01T00:00:10.000Z',
  finishedAt: '2026-01-01T00:01:40.000Z',
} as Build;

describe('BuildMetrics', () => {
  const exporter = new InMemoryMetricExporter(
    AggregationTemporality.CUMULATIVE,
  );
  const provider = new MeterProvider({
    readers: [
      new PeriodicExportingMetricReader({
        exporter,
        exportIntervalMillis: 3_600_000,
      }),
    ],
  });

  beforeAll(() => {
    metrics.setGlobalMeterProvider(provider);
  });

  afterAll(async () => {
    await provider.shutdown();
    metrics.disable();
  });

  it('reports builds that have ended, and the current state of builders', async () => {
    const service = await ServiceFactoryTester.from(
      metricsServiceFactory,
    ).getSubject();
    const buildMetrics = new BuildMetrics(service);
    buildMetrics.observe(async () => [
      { id: 'local', running: 2, queued: 5, reachable: true } as Builder,
      { id: 'arm', running: 0, queued: 1, reachable: false } as Builder,
    ]);
    buildMetrics.recordBuild(BUILD);
    // It counts neither builds that go back to the queue nor builds that never
    // started.
    buildMetrics.recordBuild({ ...BUILD, state: 'queued' });
    buildMetrics.recordBuild({ ...BUILD, startedAt: undefined });

    await provider.forceFlush();
    const [last] = exporter.getMetrics().slice(-1);
    const points = Object.fromEntries(
      last.scopeMetrics
        .flatMap(scope => scope.metrics)
        .map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints]),
    );
    const about = { type: 'toolkit', architecture: 'x86_64' };
    expect(points).toMatchObject({
      'driver_toolkit.build.duration': [
        {
          attributes: { ...about, state: 'failed', builder: 'local' },
          value: { count: 1, sum: 90 },
        },
      ],
      'driver_toolkit.build.wait': [
        { attributes: about, value: { count: 1, sum: 10 } },
      ],
      'driver_toolkit.builder.running': [
        { attributes: { builder: 'local' }, value: 2 },
        { attributes: { builder: 'arm' }, value: 0 },
      ],
      'driver_toolkit.builder.queued': [{ value: 5 }, { value: 1 }],
      'driver_toolkit.builder.reachable': [{ value: 1 }, { value: 0 }],
    });
  });
});
