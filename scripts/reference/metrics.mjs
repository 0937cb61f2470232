import { loadSource } from './loadSource.mjs';
import { code, prose, table } from './markdown.mjs';

const BUILDS = 'plugins/driver-toolkit-backend/src/builds/BuildMetrics.ts';
const INDEX = 'plugins/driver-toolkit-backend/src/index/IndexMetrics.ts';

/** A build and a builder with all values that attributes come from. */
const BUILD = {
  type: 'toolkit',
  state: 'succeeded',
  architecture: 'x86_64',
  builder: 'local',
  createdAt: '2026-01-01T00:00:00Z',
  startedAt: '2026-01-01T00:00:01Z',
  finishedAt: '2026-01-01T00:00:02Z',
};
const BUILDER = { id: 'local', running: 0, queued: 0, reachable: true };
const SOURCES = ['kernels', 'images'].map(kind => ({
  id: kind,
  kind,
  items: 0,
  lastSuccess: '2026-01-01T00:00:00Z',
}));

/** The page about the metrics that the backend registers. */
export async function metricsPage() {
  const metrics = await recordMetrics();
  return `# Metrics

The backend plugin registers these OpenTelemetry metrics with Backstage's metrics service. [Operating](../operating.md#watching-it) says what to watch.

${table(
  ['metric', 'instrument', 'unit', 'attributes', 'what it is'],
  metrics.map(({ name, instrument, options, attributes }) => [
    code(name),
    instrument,
    options.unit ? code(options.unit) : '',
    [...attributes].map(code).join(', '),
    prose(options.description),
  ]),
)}
`;
}

/**
 * @typedef {object} Metric
 * @property {string} name
 * @property {string} instrument
 * @property {{ description: string, unit?: string }} options
 * @property {Set<string>} attributes
 */

/** Registers the metrics and records one value of each, with its attributes. */
async function recordMetrics() {
  /** @type {Metric[]} */
  const metrics = [];
  /** @type {Promise<void>[]} */
  const observations = [];
  const register =
    (/** @type {string} */ instrument) =>
    (/** @type {string} */ name, /** @type {Metric['options']} */ options) => {
      /** @type {Set<string>} */
      const attributes = new Set();
      metrics.push({ name, instrument, options, attributes });
      /** @type {(value: number, of: Record<string, string>) => void} */
      const record = (_, of) =>
        Object.keys(of).forEach(attribute => attributes.add(attribute));
      return {
        record,
        add: record,
        /** @param {(result: { observe: typeof record }) => Promise<void>} observe */
        addCallback: observe => observations.push(observe({ observe: record })),
      };
    };
  const service = {
    createHistogram: register('histogram'),
    createCounter: register('counter'),
    createObservableGauge: register('gauge'),
  };

  const index = new (loadSource(INDEX).IndexMetrics)(service);
  index.recordRead('centos', 1, 'failure');
  index.recordRequests('centos', 1);
  index.observe(async () => SOURCES);
  const builds = new (loadSource(BUILDS).BuildMetrics)(service);
  builds.recordBuild(BUILD);
  builds.observe(async () => [BUILDER]);
  await Promise.all(observations);

  const silent = metrics.find(({ attributes }) => attributes.size === 0);
  if (silent) {
    throw new Error(`No value of ${silent.name} was recorded: add one here.`);
  }
  return metrics;
}
