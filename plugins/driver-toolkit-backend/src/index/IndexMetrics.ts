import type { MetricsService } from '@backstage/backend-plugin-api/alpha';

/** Seconds; sources take from milliseconds to minutes. */
const DURATIONS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** What is held of a source, for gauges. */
export interface SourceFigures {
  id: string;
  kind: 'kernels' | 'images';
  items: number;
  /** When it was last read well, ISO 8601. */
  lastSuccess?: string;
}

/** OpenTelemetry metrics of the index, each by `source`. */
export class IndexMetrics {
  readonly #duration;
  readonly #errors;
  readonly #requests;

  readonly #metrics: MetricsService;

  constructor(metrics: MetricsService) {
    this.#metrics = metrics;
    this.#duration = metrics.createHistogram(
      'driver_toolkit.index.read.duration',
      {
        description: 'Duration of reads of a source',
        unit: 's',
        advice: { explicitBucketBoundaries: DURATIONS },
      },
    );
    this.#errors = metrics.createCounter('driver_toolkit.index.read.errors', {
      description: 'Failed reads of a source',
      unit: '{read}',
    });
    this.#requests = metrics.createCounter('driver_toolkit.index.requests', {
      description: 'HTTP requests that reads of a source sent',
      unit: '{request}',
    });
  }

  /** Shows, whenever metrics are collected, what is held of each source then. */
  observe(figures: () => Promise<readonly SourceFigures[]>): void {
    for (const kind of ['kernels', 'images'] as const) {
      this.#metrics
        .createObservableGauge(`driver_toolkit.index.${kind}`, {
          description: `Number of ${kind} of a source in the index`,
        })
        .addCallback(async result => {
          for (const source of await figures()) {
            if (source.kind === kind) {
              result.observe(source.items, { source: source.id });
            }
          }
        });
    }
    this.#metrics
      .createObservableGauge('driver_toolkit.index.age', {
        description: 'Time since the last good read of a source',
        unit: 's',
      })
      .addCallback(async result => {
        for (const { id, lastSuccess } of await figures()) {
          if (lastSuccess !== undefined) {
            const age = (Date.now() - Date.parse(lastSuccess)) / 1000;
            result.observe(age, { source: id });
          }
        }
      });
  }

  recordRead(
    source: string,
    milliseconds: number,
    outcome: 'success' | 'failure',
  ): void {
    this.#duration.record(milliseconds / 1000, { source, outcome });
    if (outcome === 'failure') {
      this.#errors.add(1, { source });
    }
  }

  recordRequests(source: string, count: number): void {
    this.#requests.add(count, { source });
  }
}
