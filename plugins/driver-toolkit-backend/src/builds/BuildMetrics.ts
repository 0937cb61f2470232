import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import {
  isFinished,
  type Build,
  type Builder,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Seconds; a build takes from seconds to its builder's timeout. */
const DURATIONS = [5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];

const GAUGES = [
  {
    name: 'running',
    description: 'Builds that a builder runs, over all backends',
    of: ({ running }: Builder) => running,
  },
  {
    name: 'queued',
    description: 'Queued builds that a builder could run',
    of: ({ queued }: Builder) => queued,
  },
  {
    name: 'reachable',
    description: 'Whether a builder answers: 1 or 0',
    of: ({ reachable }: Builder) => (reachable ? 1 : 0),
  },
];

/** OpenTelemetry metrics of builds and builders. */
export class BuildMetrics {
  readonly #metrics: MetricsService;
  readonly #duration;
  readonly #wait;

  constructor(metrics: MetricsService) {
    this.#metrics = metrics;
    const advice = { explicitBucketBoundaries: DURATIONS };
    this.#duration = metrics.createHistogram('driver_toolkit.build.duration', {
      description:
        'Time from the start of a build to its end; the count is the number of builds',
      unit: 's',
      advice,
    });
    this.#wait = metrics.createHistogram('driver_toolkit.build.wait', {
      description: 'Time that builds are queued before they start',
      unit: 's',
      advice,
    });
  }

  /** Called with each build that ended or went back to the queue. */
  recordBuild(build: Build): void {
    const { type, state, architecture, builder, startedAt, finishedAt } = build;
    if (!isFinished(build) || startedAt === undefined || !finishedAt) {
      return;
    }
    const about = { type, architecture };
    this.#duration.record(secondsBetween(startedAt, finishedAt), {
      ...about,
      state,
      ...(builder !== undefined && { builder }),
    });
    this.#wait.record(secondsBetween(build.createdAt, startedAt), about);
  }

  /** Reports each builder's current state at each collection of metrics. */
  observe(status: () => Promise<readonly Builder[]>): void {
    for (const { name, description, of } of GAUGES) {
      this.#metrics
        .createObservableGauge(`driver_toolkit.builder.${name}`, {
          description,
        })
        .addCallback(async result => {
          for (const builder of await status()) {
            result.observe(of(builder), { builder: builder.id });
          }
        });
    }
  }
}

/** Undefined if the clock went back between the two. */
function secondsBetween(start: string, end: string): number {
  return Math.max(0, Date.parse(end) - Date.parse(start)) / 1000;
}
