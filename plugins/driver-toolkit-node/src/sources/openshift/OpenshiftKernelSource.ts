import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import pLimit from 'p-limit';
import type { OpenshiftKernelSourceConfig } from '../../config/types';
import { HttpClient } from '../../http/HttpClient';
import { isLoopbackHost } from '../../http/isLoopbackHost';
import { readTlsFiles } from '../../http/readTlsFiles';
import type { RetryPolicy } from '../../http/withRetries';
import { BestEffortCache } from '../../registry/BestEffortCache';
import type { ContentCache } from '../../registry/ImageRepository';
import { ImageKernelReader } from '../imageKernels/ImageKernelReader';
import { keepLatest } from '../keepLatest';
import type { KernelReading, KernelSource } from '../KernelSource';
import { RegistryClients } from '../registries/RegistryClients';
import { UnreadableSourceError } from '../UnreadableSourceError';
import { withDeadline } from '../withDeadline';
import { assembleReleases } from './assembleReleases';
import { createRegistryCheck } from './createRegistryCheck';
import { firstFew } from './firstFew';
import { listReleases } from './listReleases';
import { readUpdateGraph } from './readUpdateGraph';
import type { ReleaseList } from './ReleaseLister';
import { ReleaseOutcomes } from './ReleaseOutcomes';
import { ReleasePayloads } from './ReleasePayloads';
import { ReleaseReader } from './ReleaseReader';
import { parseReleaseVersion } from './releaseVersion';
import { warnOfMismatches } from './warnOfMismatches';

/** Concurrent releases. */
const CONCURRENCY = 6;
/** Milliseconds for one release, including waits that the registry demands. */
const RELEASE_TIMEOUT = 5 * 60_000;
/**
 * Label of images that nodes boot: the kernel that rpm-ostree found in them.
 */
const KERNEL_LABEL = 'ostree.linux';
/** Maximum of different reasons in the message if nothing could be read. */
const MAX_REASONS = 3;

/** Kernels of OpenShift releases, from the images that their nodes boot. */
export class OpenshiftKernelSource implements KernelSource {
  readonly id: string;
  readonly type = 'openshift';
  readonly title: string;
  readonly #cache: BestEffortCache;
  readonly #payloads: ReleasePayloads;

  readonly #config: OpenshiftKernelSourceConfig;
  readonly #options: {
    cache: ContentCache;
    retryPolicy?: RetryPolicy;
    /** Milliseconds for one release. */
    releaseTimeout?: number;
  };

  constructor(
    config: OpenshiftKernelSourceConfig,
    options: {
      cache: ContentCache;
      retryPolicy?: RetryPolicy;
      /** Milliseconds for one release. */
      releaseTimeout?: number;
    },
  ) {
    this.#config = config;
    this.#options = options;

    this.id = config.id;
    this.title = config.title;
    this.#cache = new BestEffortCache(options.cache);
    this.#payloads = new ReleasePayloads(this.#cache);
  }

  async read({
    signal,
    logger,
  }: {
    signal: AbortSignal;
    logger: LoggerService;
  }): Promise<KernelReading> {
    const list = await this.#listReleases(signal);
    const outcomes = await this.#readReleases(list, signal);
    signal.throwIfAborted();
    const errors = [
      ...list.failures.map(({ error }) => error),
      ...outcomes.errors,
    ];
    const all = assembleReleases(outcomes.releases);
    if (all.length === 0 && errors.length > 0) {
      throw new UnreadableSourceError(this.title, firstReasons(errors));
    }
    const { kernels, older } = keepLatest(all, this.#config.keepLatest);
    logger.debug(
      `Read ${kernels.length} kernels of ${list.releases.length} releases of ${this.id}`,
    );
    const incomplete = [
      ...list.failures.map(({ architecture }) => architecture),
      ...outcomes.incompleteArchitectures,
    ];
    return {
      kernels,
      warnings: [
        ...firstFew(
          list.failures.map(
            ({ architecture, error }) =>
              `Releases for ${architecture} could not be listed: ${error.message}`,
          ),
          'Channels that could not be listed either',
        ),
        ...list.warnings,
        ...outcomes.warnings,
        ...warnOfMismatches(kernels),
        ...this.#cache.takeWarnings(logger),
      ],
      incompleteArchitectures: [...new Set(incomplete)],
      older,
    };
  }

  async #listReleases(signal: AbortSignal): Promise<ReleaseList> {
    const { graph, channels, since, architectures, tls } = this.#config;
    const { retryPolicy } = this.#options;
    const http = HttpClient.create({ tls: await readTlsFiles(tls ?? {}) });
    try {
      return await listReleases(
        {
          channels,
          since: since === undefined ? undefined : parseReleaseVersion(since),
          architectures,
        },
        (channel, architecture) =>
          readUpdateGraph(http, {
            graph,
            channel,
            architecture,
            signal,
            retryPolicy,
          }),
      );
    } finally {
      await http.close();
    }
  }

  async #readReleases(
    { releases }: ReleaseList,
    signal: AbortSignal,
  ): Promise<ReleaseOutcomes> {
    const { releaseTimeout = RELEASE_TIMEOUT } = this.#options;
    const { schedule } = this.#config;
    const done = new AbortController();
    const reader = new ReleaseReader({
      payloads: this.#payloads,
      cache: this.#cache,
      clients: this.#createClients(),
      systems: new ImageKernelReader(KERNEL_LABEL, {
        cache: this.#cache,
        // The rest of the time is for all other work.
        refreshTimeout: durationToMilliseconds(schedule.timeout) / 2,
      }),
      imageTimeout: releaseTimeout,
      signal: AbortSignal.any([signal, done.signal]),
    });
    const limit = pLimit(CONCURRENCY);
    const time = { signal, milliseconds: releaseTimeout, name: 'it' };
    const readings = await Promise.all(
      releases.map(release =>
        limit(async () => {
          signal.throwIfAborted();
          try {
            return await withDeadline(time, deadline =>
              reader.read(release, deadline),
            );
          } catch (error) {
            signal.throwIfAborted();
            return toError(error);
          }
        }),
      ),
    ).finally(() => done.abort());
    const outcomes = new ReleaseOutcomes();
    releases.forEach((release, index) =>
      outcomes.add(release, readings[index]),
    );
    return outcomes;
  }

  #createClients(): RegistryClients {
    const { pullSecret, insecure, graph } = this.#config;
    const check = createRegistryCheck(new URL(graph).hostname);
    return new RegistryClients({
      authFile: pullSecret,
      retryPolicy: this.#options.retryPolicy,
      isInsecure: registry =>
        insecure && isLoopbackHost(new URL(`https://${registry}`).hostname),
      caution: ({ registry, repository }) => ({
        check: () => check(registry),
        advice:
          pullSecret === undefined
            ? `Set pullSecret of the kernel source to the path of a pull secret with an account for ${registry}/${repository}, such as the one for installing OpenShift clusters`
            : `Check that the pull secret ${pullSecret} has an account for ${registry}/${repository} that is still valid`,
      }),
    });
  }
}

function firstReasons(errors: Error[]): Error[] {
  const byMessage = new Map(errors.map(error => [error.message, error]));
  return [...byMessage.values()].slice(0, MAX_REASONS);
}
