import type { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError, toError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import type { Flavour } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ImageLabelKernelSourceConfig } from '../../config/types';
import type { RetryPolicy } from '../../http/withRetries';
import { parseImageReference } from '../../parseImageReference';
import { BestEffortCache } from '../../registry/BestEffortCache';
import { DigestContent } from '../../registry/DigestContent';
import type { ContentCache } from '../../registry/ImageRepository';
import {
  readPlatforms,
  type PlatformImage,
} from '../../registry/readPlatforms';
import type { RegistryClient } from '../../registry/RegistryClient';
import { assembleKernels } from '../assembleKernels';
import {
  ImageKernelReader,
  type SystemImage,
} from '../imageKernels/ImageKernelReader';
import { keepLatest } from '../keepLatest';
import type { KernelReading, KernelSource } from '../KernelSource';
import { RegistryClients } from '../registries/RegistryClients';
import { requirePlatform } from '../requirePlatform';
import { UnreadableSourceError } from '../UnreadableSourceError';

interface ImageReading {
  flavours: Flavour[];
  failures: { architecture: string; error: Error }[];
}

/** State shared by the readings of one refresh. */
interface Refresh {
  clients: RegistryClients;
  kernels: ImageKernelReader;
  signal: AbortSignal;
}

/**
 * Kernels from labels of images, such as bootc's `ostree.linux`, or from the
 * layers of images without the label.
 *
 * @remarks
 * Every image must have a kernel for every architecture; a missing one is an
 * error of that image and architecture.
 */
export class ImageLabelKernelSource implements KernelSource {
  readonly id: string;
  readonly type = 'imageLabel';
  readonly title: string;
  readonly #cache: BestEffortCache;

  readonly #config: ImageLabelKernelSourceConfig;
  readonly #options: {
    cache: ContentCache;
    retryPolicy?: RetryPolicy;
  };

  constructor(
    config: ImageLabelKernelSourceConfig,
    options: {
      cache: ContentCache;
      retryPolicy?: RetryPolicy;
    },
  ) {
    this.#config = config;
    this.#options = options;

    this.id = config.id;
    this.title = config.title;
    this.#cache = new BestEffortCache(options.cache);
  }

  async read({
    signal,
    logger,
  }: {
    signal: AbortSignal;
    logger: LoggerService;
  }): Promise<KernelReading> {
    const { images, label, schedule } = this.#config;
    const refresh: Refresh = {
      clients: this.#createClients(),
      kernels: new ImageKernelReader(label, {
        cache: this.#cache,
        // The rest of the time is for all other work.
        refreshTimeout: durationToMilliseconds(schedule.timeout) / 2,
      }),
      signal,
    };
    const readings = await Promise.all(
      images.map(image => this.#readImage(image, refresh)),
    );
    signal.throwIfAborted();
    const flavours = readings.flatMap(reading => reading.flavours);
    const failures = readings.flatMap(reading => reading.failures);
    if (flavours.length === 0) {
      throw new UnreadableSourceError(
        this.title,
        failures.map(({ error }) => error),
      );
    }
    const { kernels, older } = keepLatest(
      assembleKernels(unique(flavours)),
      this.#config.keepLatest,
    );
    logger.debug(
      `Read ${kernels.length} kernels of ${this.id} with ${failures.length} failures`,
    );
    return {
      kernels,
      warnings: [
        ...new Set(
          failures.map(
            ({ error }) => `A kernel could not be read: ${error.message}`,
          ),
        ),
        ...this.#cache.takeWarnings(logger),
      ],
      incompleteArchitectures: [
        ...new Set(failures.map(({ architecture }) => architecture)),
      ],
      older,
    };
  }

  #createClients(): RegistryClients {
    const { authFile, insecure } = this.#config;
    return new RegistryClients({
      authFile,
      retryPolicy: this.#options.retryPolicy,
      isInsecure: () => insecure,
      caution: ({ registry, repository }) => ({
        advice:
          authFile === undefined
            ? `If it is private, set authFile of the kernel source to the path of an auth.json with an account for ${registry}/${repository}`
            : `Check that the auth file ${authFile} has an account for ${registry}/${repository} that is still valid`,
      }),
    });
  }

  async #readImage(image: string, refresh: Refresh): Promise<ImageReading> {
    const reading: ImageReading = { flavours: [], failures: [] };
    const { architectures } = this.#config;
    let client: RegistryClient;
    let platforms: PlatformImage[];
    try {
      client = refresh.clients.of(parseImageReference(image));
      platforms = await this.#readPlatforms(image, client, refresh.signal);
    } catch (thrown) {
      const error = toError(thrown);
      reading.failures = architectures.map(architecture => ({
        architecture,
        error,
      }));
      return reading;
    }
    for (const architecture of architectures) {
      try {
        const system = {
          name: `${image} for ${architecture}`,
          architecture,
          platform: requirePlatform(platforms, architecture, image),
          client,
        };
        reading.flavours.push(...(await readKernels(system, refresh)));
      } catch (error) {
        reading.failures.push({ architecture, error: toError(error) });
      }
    }
    return reading;
  }

  async #readPlatforms(
    image: string,
    client: RegistryClient,
    signal: AbortSignal,
  ): Promise<PlatformImage[]> {
    const reference = parseImageReference(image);
    const head = await client.headManifest(
      reference.digest ?? reference.tag ?? 'latest',
      signal,
    );
    if (!head) {
      throw new NotFoundError(
        `${image} does not exist in its registry; check images of the kernel source`,
      );
    }
    const content = new DigestContent(client, this.#cache);
    return await readPlatforms(content, head.digest, signal);
  }
}

async function readKernels(
  image: SystemImage,
  { kernels, signal }: Refresh,
): Promise<Flavour[]> {
  const labelled = kernels.readLabel(image);
  return labelled ? [labelled] : await kernels.readLayers(image, signal);
}

/** Several images may have the same kernel. */
function unique(flavours: Flavour[]): Flavour[] {
  const byIdentity = new Map(
    flavours.map(flavour => [
      `${flavour.architecture} ${flavour.variant} ${flavour.release}`,
      flavour,
    ]),
  );
  return [...byIdentity.values()];
}
