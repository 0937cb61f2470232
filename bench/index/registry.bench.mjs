import { performance } from 'node:perf_hooks';
import { loadSource } from '../load.mjs';
import { openContentCache } from './registry/database.mjs';
import { measureEach, sample } from './registry/peers.mjs';
import { startRegistry } from './registry/startRegistry.mjs';

/** @import { BenchContext } from '../report.mjs' */

export const title = 'Image repositories: 5,000 tags with a config each';

/**
 * @typedef {Awaited<ReturnType<typeof startRegistry>>} Registry
 *
 * @typedef {Awaited<ReturnType<typeof read>>} Reading
 *
 * @typedef {{ teardown: BenchContext['teardown'], OciImageRepository: new (...options: any[]) => any }} ReadContext
 */

const TAGS = 5_000;
const CURL_SAMPLE = 500;
const SKOPEO_SAMPLE = 50;
/** Rounds, whose median is shown; a portal reads its registries for days. */
const ROUNDS = 3;

/** @param {BenchContext} context */
export async function run({ report, teardown }) {
  const { OciImageRepository } = await loadSource(
    'plugins/driver-toolkit-node/src/registry/OciImageRepository.ts',
  );
  const context = { report, teardown, OciImageRepository };
  await measure(context, {
    name: 'one platform',
    server: { tags: TAGS, architectures: ['amd64'], referrers: false },
    withPeers: true,
  });
  await measure(context, {
    name: 'lists of two platforms',
    server: { tags: TAGS, architectures: ['amd64', 'arm64'], referrers: false },
  });
  await measure(context, {
    name: 'one platform, referrers API',
    server: { tags: TAGS, architectures: ['amd64'], referrers: true },
  });
}

/**
 * @param {ReadContext & { report: BenchContext['report'] }} context
 * @param {{ name: string, server: Parameters<typeof startRegistry>[0], withPeers?: boolean }} options
 */
async function measure(context, { name, server, withPeers }) {
  const { report, teardown, OciImageRepository } = context;
  const registry = await startRegistry(server, teardown);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push(await measureRound(registry, { teardown, OciImageRepository }));
  }
  const first = median(rounds.map(round => round.first));
  report.row({
    name: `${name}: first index`,
    ours: first.seconds,
    unit: 's',
    note: first.requests,
  });
  if (withPeers) {
    await compareWithPeers(first, registry, report);
  }
  const second = median(rounds.map(round => round.second));
  report.row({
    name: `${name}: unchanged / first`,
    ours: second.seconds,
    unit: 's',
    ratio: second.seconds / first.seconds,
    target: '<= 0.3334',
    note: second.requests,
  });
  report.row({
    name: `${name}: unchanged, bodies fetched again`,
    ours: Math.max(...rounds.map(round => round.second.bodies)),
    target: '<= 0',
    note: `GETs of manifests and configs, maximum of ${ROUNDS} rounds; the first index took ${first.bodies}`,
  });
  const restarted = median(rounds.map(round => round.restarted));
  report.row({
    name: `${name}: unchanged, after a restart / first`,
    ours: restarted.seconds,
    unit: 's',
    ratio: restarted.seconds / first.seconds,
    note: restarted.requests,
  });
  await registry.stop();
}

/**
 * A first refresh with an empty database, a second one, and one after a restart.
 *
 * @param {Registry} registry
 * @param {ReadContext} context
 */
async function measureRound(registry, { teardown, OciImageRepository }) {
  const database = await openContentCache(teardown);
  const create = () =>
    new OciImageRepository(
      {
        id: 'bench',
        title: 'Bench',
        image: registry.image,
        kernelSources: [],
        push: false,
        insecure: true,
        schedule: { frequency: { hours: 1 }, timeout: { minutes: 5 } },
      },
      { cache: database.cache },
    );
  const repository = create();
  const first = await read(repository, registry);
  const second = await read(repository, registry);
  const restarted = await read(create(), registry, first.images);
  await database.close();
  return { first, second, restarted };
}

/**
 * @param {Reading} first
 * @param {Registry} registry
 * @param {BenchContext['report']} report
 */
async function compareWithPeers(first, registry, report) {
  const tags = first.images.map(({ tag }) => tag);
  const peers = [
    {
      peer: 'curl',
      size: CURL_SAMPLE,
      target: '>= 10',
      note: 'a HEAD each, one after another, of 500 tags, scaled',
      toArguments: (/** @type {string} */ tag) => [
        '--silent',
        '--fail',
        '--head',
        `http://${registry.host}/v2/bench/driver-toolkit/manifests/${tag}`,
      ],
    },
    {
      peer: 'skopeo',
      size: SKOPEO_SAMPLE,
      target: '>= 60',
      note: 'inspect of 50 tags, one after another, scaled',
      toArguments: (/** @type {string} */ tag) => [
        'inspect',
        '--tls-verify=false',
        `docker://${registry.image}:${tag}`,
      ],
    },
    {
      peer: 'skopeo',
      size: SKOPEO_SAMPLE,
      note: 'inspect --no-tags of 50 tags, one after another, scaled',
      toArguments: (/** @type {string} */ tag) => [
        'inspect',
        '--no-tags',
        '--tls-verify=false',
        `docker://${registry.image}:${tag}`,
      ],
    },
  ];
  for (const { peer, size, target, note, toArguments } of peers) {
    const each = await measureEach(sample(tags, size), peer, toArguments);
    const seconds = each && (each * tags.length) / 1000;
    const ratio = seconds && seconds / first.seconds;
    report.row({
      name: `${peer}, all tags / first index`,
      ours: first.seconds,
      peer: seconds,
      unit: 's',
      ratio,
      target,
      value: ratio,
      note: each
        ? `${note}; ${each.toPrecision(3)} ms each`
        : `${peer} is not installed`,
    });
  }
  await registry.counts();
}

/**
 * @param {any} repository
 * @param {Registry} registry
 * @param {object[]} [previous]
 */
async function read(repository, registry, previous) {
  const started = performance.now();
  /** @type {{ images: { tag: string, labels: Record<string, string> }[], warnings: string[] }} */
  const { images, warnings } = await repository.read({
    signal: AbortSignal.timeout(300_000),
    logger: { debug() {} },
    previous,
  });
  const seconds = (performance.now() - started) / 1000;
  const unread = images.filter(({ labels }) => !labels['kernel-version']);
  if (images.length !== TAGS || unread.length > 0 || warnings.length > 0) {
    throw new Error(
      `Read ${images.length} images, ${unread.length} of them without details: ${warnings}`,
    );
  }
  const { requests, bodies } = await registry.counts();
  return {
    images,
    seconds,
    bodies,
    requests: Object.entries(requests)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', '),
  };
}

/** @param {Reading[]} readings */
function median(readings) {
  return readings.sort((a, b) => a.seconds - b.seconds)[
    Math.floor(readings.length / 2)
  ];
}
