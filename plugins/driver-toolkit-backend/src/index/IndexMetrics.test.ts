import { metricsServiceFactory } from '@backstage/backend-defaults/alpha';
import { ServiceFactoryTester } from '@backstage/backend-test-utils';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { IndexMetrics } from './IndexMetrics';

describe('IndexMetrics', () => {
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

  /** Exported metrics by name: values and their sources. */
  async function exported(): Promise<Record<string, unknown[]>> {
    await provider.forceFlush();
    const [last] = exporter.getMetrics().slice(-1);
    return Object.fromEntries(
      last.scopeMetrics
        .flatMap(scope => scope.metrics)
        .map(({ descriptor, dataPoints }) => [
          descriptor.name,
          dataPoints.map(({ attributes, value }) => ({ ...attributes, value })),
        ]),
    );
  }

  it('counts reads, requests, kernels and images', async () => {
    const service = await ServiceFactoryTester.from(
      metricsServiceFactory,
    ).getSubject();
    const indexMetrics = new IndexMetrics(service);
    indexMetrics.observe(async () => [
      {
        id: 'stream',
        kind: 'kernels',
        items: 20,
        lastSuccess: new Date(Date.now() - 90_000).toISOString(),
      },
      { id: 'ghcr', kind: 'images', items: 7 },
    ]);
    indexMetrics.recordRead('stream', 1500, 'success');
    indexMetrics.recordRead('ghcr', 20, 'failure');
    indexMetrics.recordRequests('ghcr', 3);

    expect(await exported()).toEqual({
      'driver_toolkit.index.read.duration': [
        {
          source: 'stream',
          outcome: 'success',
          value: expect.objectContaining({ sum: 1.5, count: 1 }),
        },
        {
          source: 'ghcr',
          outcome: 'failure',
          value: expect.objectContaining({ sum: 0.02, count: 1 }),
        },
      ],
      'driver_toolkit.index.read.errors': [{ source: 'ghcr', value: 1 }],
      'driver_toolkit.index.requests': [{ source: 'ghcr', value: 3 }],
      'driver_toolkit.index.kernels': [{ source: 'stream', value: 20 }],
      'driver_toolkit.index.images': [{ source: 'ghcr', value: 7 }],
      'driver_toolkit.index.age': [
        { source: 'stream', value: expect.any(Number) },
      ],
    });
  });
});
