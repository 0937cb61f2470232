import type { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError, toError } from '@backstage/errors';
import type { Flavour } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ImageLabelKernelSourceConfig } from '../../config/types';
import type { RetryPolicy } from '../../http/withRetries';
import { BestEffortCache } from '../../registry/BestEffortCache';
import { DigestContent } from '../../registry/DigestContent';
import type { ContentCache } from '../../registry/ImageRepository';
import { parseImageReference } from '../../registry/parseImageReference';
import {
  readPlatforms,
  type PlatformImage,
} from '../../registry/readPlatforms';
import { assembleKernels } from '../assembleKernels';
import { keepLatest } from '../keepLatest';
import type { KernelReading, KernelSource } from '../KernelSource';
import { parseKernelLabel } from '../parseKernelLabel';
import { RegistryClients } from '../registries/RegistryClients';
import { requireLabel } from '../requireLabel';
import { requirePlatform } from '../requirePlatform';
import { UnreadableSourceError } from '../UnreadableSourceError';

interface ImageReading {
  flavours: Flavour[];
  failures: { architecture: string; error: Error }[];
}

/**
 * Kernels that labels of images name, such as bootc's `ostree.linux`.
 *
 * @remarks
 * Every image has to say its kernel for every architecture: one that does not
 * is an error of that image and architecture.
 */
export class ImageLabelKernelSource implements KernelSource {
  readonly id: string;
  readonly type = 'imageLabel';
  readonly title: string;
  private readonly cache: BestEffortCache;

  constructor(
    private readonly config: ImageLabelKernelSourceConfig,
    private readonly options: {
      cache: ContentCache;
      retryPolicy?: RetryPolicy;
    },
  ) {
    this.id = config.id;
    this.title = config.title;
    this.cache = new BestEffortCache(options.cache);
  }

  async read({
    signal,
    logger,
  }: {
    signal: AbortSignal;
    logger: LoggerService;
  }): Promise<KernelReading> {
    const clients = this.createClients();
    const readings = await Promise.all(
      this.config.images.map(image => this.readImage(image, clients, signal)),
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
      this.config.keepLatest,
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
        ...this.cache.takeWarnings(logger),
      ],
      incompleteArchitectures: [
        ...new Set(failures.map(({ architecture }) => architecture)),
      ],
      older,
    };
  }

  private createClients(): RegistryClients {
    const { authFile, insecure } = this.config;
    return new RegistryClients({
      authFile,
      retryPolicy: this.options.retryPolicy,
      isInsecure: () => insecure,
      caution: ({ registry, repository }) => ({
        advice:
          authFile === undefined
            ? `If it is private, set authFile of the kernel source to the path of an auth.json with an account for ${registry}/${repository}`
            : `Check that the auth file ${authFile} has an account for ${registry}/${repository} and that it still holds`,
      }),
    });
  }

  private async readImage(
    image: string,
    clients: RegistryClients,
    signal: AbortSignal,
  ): Promise<ImageReading> {
    const reading: ImageReading = { flavours: [], failures: [] };
    const { architectures } = this.config;
    let platforms: PlatformImage[];
    try {
      platforms = await this.readPlatforms(image, clients, signal);
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
        reading.flavours.push(this.readLabel(image, platforms, architecture));
      } catch (error) {
        reading.failures.push({ architecture, error: toError(error) });
      }
    }
    return reading;
  }

  private async readPlatforms(
    image: string,
    clients: RegistryClients,
    signal: AbortSignal,
  ): Promise<PlatformImage[]> {
    const reference = parseImageReference(image);
    const client = clients.of(reference);
    const head = await client.headManifest(
      reference.digest ?? reference.tag ?? 'latest',
      signal,
    );
    if (!head) {
      throw new NotFoundError(
        `${image} is not in its registry; check images of the kernel source`,
      );
    }
    const content = new DigestContent(client, this.cache);
    return await readPlatforms(content, head.digest, signal);
  }

  private readLabel(
    image: string,
    platforms: PlatformImage[],
    architecture: string,
  ): Flavour {
    const { label } = this.config;
    const platform = requirePlatform(platforms, architecture, image);
    const name = `${image} for ${architecture}`;
    return parseKernelLabel(requireLabel(platform, label, name), architecture, {
      name: `label '${label}' of ${name}`,
    });
  }
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
