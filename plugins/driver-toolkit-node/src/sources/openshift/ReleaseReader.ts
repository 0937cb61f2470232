import { toError } from '@backstage/errors';
import type { Flavour } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { parseImageReference } from '../../parseImageReference';
import { DigestContent } from '../../registry/DigestContent';
import type { ContentCache } from '../../registry/ImageRepository';
import { readPlatforms } from '../../registry/readPlatforms';
import type {
  ImageKernelReader,
  SystemImage,
} from '../imageKernels/ImageKernelReader';
import type { RegistryClients } from '../registries/RegistryClients';
import { requirePlatform } from '../requirePlatform';
import { untilAborted } from '../untilAborted';
import { withDeadline } from '../withDeadline';
import { readToolkitKernels } from './readToolkitKernels';
import type { Release } from './Release';
import {
  isFor,
  type ReleaseKernels,
  type ReleaseToolkit,
} from './ReleaseKernels';
import type { ReleasePayloads } from './ReleasePayloads';

/** The kernels of a release. */
export interface ReleaseReading extends ReleaseKernels {
  warnings: string[];
  /** Why kernels of it are left out. */
  failures: Error[];
  /** See {@link ReleasePayloads}. */
  verified: boolean;
}

/**
 * Reads releases during one refresh: payloads, and images that several of them
 * may share.
 */
export class ReleaseReader {
  readonly #images = new Map<string, Promise<SystemImage>>();

  readonly #options: {
    payloads: ReleasePayloads;
    cache: ContentCache;
    clients: RegistryClients;
    /** Reads the images that nodes boot. */
    systems: ImageKernelReader;
    /**
     * Milliseconds for an image without its layers, for all waiting releases.
     */
    imageTimeout: number;
    /** Ends reads that no release waits for. */
    signal: AbortSignal;
  };

  constructor(options: {
    payloads: ReleasePayloads;
    cache: ContentCache;
    clients: RegistryClients;
    /** Reads the images that nodes boot. */
    systems: ImageKernelReader;
    /**
     * Milliseconds for an image without its layers, for all waiting releases.
     */
    imageTimeout: number;
    /** Ends reads that no release waits for. */
    signal: AbortSignal;
  }) {
    this.#options = options;
  }

  /**
   * @param signal - The release's time limit; layers of booted images do not
   * count, because many releases wait for them.
   * @throws the failure if no kernel of the release is known
   */
  async read(release: Release, signal: AbortSignal): Promise<ReleaseReading> {
    const { payloads, clients } = this.#options;
    const { architecture, version } = release;
    const content = await payloads.read(release, clients, signal);
    const warnings: string[] = [];
    const [toolkits, images] = await Promise.all([
      settle(content.toolkits, async reference => {
        const { platform } = await this.#image(reference, architecture, signal);
        const kernels = readToolkitKernels(platform, architecture, reference);
        warnings.push(...kernels.warnings);
        return { reference, flavours: kernels.flavours };
      }),
      settle(content.systems, reference =>
        this.#image(reference, architecture, signal),
      ),
    ]);
    const systems = await settle(images.values, image =>
      this.#readSystem(image),
    );
    const failures = [toolkits, images, systems].flatMap(
      settled => settled.failures,
    );
    const nodes =
      content.systems.length > 0
        ? withKnownToolkits(systems.values.flat(), toolkits)
        : undefined;
    if (failures.length > 0 && (nodes ?? toolkits.values).length === 0) {
      throw failures[0];
    }
    return {
      version,
      architecture,
      nodes,
      toolkits: toolkits.values,
      warnings,
      failures,
      verified: content.verified,
    };
  }

  async #readSystem(image: SystemImage): Promise<Flavour[]> {
    const { systems, signal } = this.#options;
    const labelled = systems.readLabel(image);
    return labelled ? [labelled] : await systems.readLayers(image, signal);
  }

  /**
   * Once for all releases: the first one's time limit does not apply to the
   * others.
   */
  async #image(
    reference: string,
    architecture: string,
    signal: AbortSignal,
  ): Promise<SystemImage> {
    const { imageTimeout: milliseconds } = this.#options;
    const time = {
      signal: this.#options.signal,
      milliseconds,
      name: reference,
    };
    const key = `${architecture} ${reference}`;
    const image =
      this.#images.get(key) ??
      withDeadline(time, deadline =>
        this.#readImage(reference, architecture, deadline),
      );
    this.#images.set(key, image);
    return await untilAborted(image, signal);
  }

  async #readImage(
    reference: string,
    architecture: string,
    signal: AbortSignal,
  ): Promise<SystemImage> {
    const { cache, clients } = this.#options;
    const image = parseImageReference(reference);
    const client = clients.of(image);
    const content = new DigestContent(client, cache);
    const platforms = await readPlatforms(content, image.digest ?? '', signal);
    const platform = requirePlatform(platforms, architecture, reference);
    return {
      name: `${reference} for ${architecture}`,
      architecture,
      platform,
      client,
    };
  }
}

interface Settled<T> {
  values: T[];
  failures: Error[];
}

/** A failure does not affect the others. */
async function settle<TItem, TValue>(
  items: TItem[],
  read: (item: TItem) => Promise<TValue>,
): Promise<Settled<TValue>> {
  const results = await Promise.allSettled(items.map(read));
  return {
    values: results.flatMap(result =>
      result.status === 'fulfilled' ? [result.value] : [],
    ),
    failures: results.flatMap(result =>
      result.status === 'rejected' ? [toError(result.reason)] : [],
    ),
  };
}

/**
 * Kernels of nodes if it is known whether the release has a toolkit image for
 * them.
 */
function withKnownToolkits(
  nodes: Flavour[],
  { values, failures }: Settled<ReleaseToolkit>,
): Flavour[] {
  return failures.length === 0
    ? nodes
    : nodes.filter(node => values.some(toolkit => isFor(toolkit, node)));
}
