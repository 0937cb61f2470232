import type { MetricsService } from '@backstage/backend-plugin-api/alpha';

/** Seconds; sources take from milliseconds to minutes. */
const DURATIONS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** The index's content of one source, for gauges. */
export interface SourceFigures {
  id: string;
  kind: 'kernels' | 'images';
  items: number;
  /** Time of the last successful read, ISO 8601. */
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
        description: "Duration of a source's reads",
        unit: 's',
        advice: { explicitBucketBoundaries: DURATIONS },
      },
    );
    this.#errors = metrics.createCounter('driver_toolkit.index.read.errors', {
      description: "A source's failed reads",
      unit: '{read}',
    });
    this.#requests = metrics.createCounter('driver_toolkit.index.requests', {
      description: 'HTTP requests that reads of a source sent',
      unit: '{request}',
    });
  }

  /**
   * Reports the index's content of each source whenever metrics are collected.
   */
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
        description: 'Time since the last successful read of a source',
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
