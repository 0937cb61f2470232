import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
import { TooLargeError } from '../../http/TooLargeError';
import type { ContentCache } from '../ImageRepository';
import { parseManifest, type Descriptor } from '../manifests';
import { parseJson } from '../parseJson';
import type { RegistryClient } from '../RegistryClient';
import {
  collectKernelFolders,
  type KernelFolders,
} from './collectKernelFolders';
import { HashedChunks, streamLayer } from './streamLayer';
import { LayerMeter, type LayerLimits } from './walkLayer';

const MAX_LAYERS = 500;
const GIB = 1024 ** 3;

/** Limits for reading layers; sizes are those of decompressed archives. */
export interface KernelFolderLimits {
  /** Bytes of a layer as it is transferred. */
  layerSize: number;
  layer: LayerLimits;
  /** After this, no further layer of an image is read. */
  image: LayerLimits;
  /** After this, no further layer is read during a refresh. */
  refresh: LayerLimits & { milliseconds: number };
}

/**
 * Several times the size of the largest operating systems that are shipped as
 * images.
 */
const LIMITS: Omit<KernelFolderLimits, 'refresh'> & { refresh: LayerLimits } = {
  layerSize: 2 * GIB,
  layer: { maxBytes: 8 * GIB, maxEntries: 1_000_000 },
  image: { maxBytes: 24 * GIB, maxEntries: 3_000_000 },
  refresh: { maxBytes: 128 * GIB, maxEntries: 20_000_000 },
};

const kernelFolders = z.object({
  folders: z.array(z.string()),
  kernels: z.array(z.string()),
  hidden: z.array(z.string()),
});

/**
 * Finds the kernels of images by the module folders in their layers, during one
 * refresh.
 *
 * @remarks
 * An operating system boots one kernel, at the place where bootc looks for it:
 * `usr/lib/modules/<uname -r>/vmlinuz`. The uppermost layer that has one
 * decides, and no layer below it is read. If no layer has one, all remaining
 * module folders count.
 *
 * A layer's result is cached by its verified digest: images share layers, and
 * the next refresh continues one that reached its limits.
 */
export class KernelFolderReader {
  readonly #limits: KernelFolderLimits;
  readonly #refresh = new LayerMeter();
  readonly #end: number;

  readonly #cache: ContentCache;

  constructor(
    cache: ContentCache,
    options: Partial<KernelFolderLimits> & {
      /** For all images together. */
      milliseconds: number;
    },
  ) {
    this.#cache = cache;

    const { milliseconds, ...limits } = options;
    this.#limits = {
      ...LIMITS,
      refresh: { ...LIMITS.refresh, milliseconds },
      ...limits,
    };
    this.#end = Date.now() + milliseconds;
  }

  /**
   * The names of the folders: `uname -r` for kernels of rpm.
   *
   * @param digest - Of the image's manifest for one platform.
   * @returns empty if no layer has any
   * @throws ServiceUnavailableError if the refresh has reached its limits
   */
  async read(
    client: RegistryClient,
    digest: string,
    signal: AbortSignal,
  ): Promise<string[]> {
    const layers = await this.#readLayers(client, digest, signal);
    const known = await this.#cache.getMany(layers.map(keyOf));
    const image = new LayerMeter();
    const left = new Set<string>();
    const hidden = new Set<string>();
    for (const layer of layers.toReversed()) {
      const found =
        parseKnown(known.get(keyOf(layer))) ??
        (await this.#readLayer(client, layer, image, signal));
      const isVisible = (path: string) => !isHidden(path, hidden);
      const kernels = found.kernels.filter(folder =>
        isVisible(`${folder}/vmlinuz`),
      );
      if (kernels.length > 0) {
        return namesOf(kernels);
      }
      found.folders.filter(isVisible).forEach(folder => left.add(folder));
      found.hidden.forEach(path => hidden.add(path));
    }
    return namesOf(left);
  }

  async #readLayers(
    client: RegistryClient,
    digest: string,
    signal: AbortSignal,
  ): Promise<Descriptor[]> {
    const content =
      (await this.#cache.get(digest)) ??
      (await client.getManifest(digest, signal))?.content;
    const parsed = content && parseManifest(content, digest);
    if (!parsed || !('manifest' in parsed)) {
      throw new NotFoundError(`${digest} is not an image with layers`);
    }
    const { layers } = parsed.manifest;
    if (layers.length > MAX_LAYERS) {
      throw new TooLargeError(
        `The image has ${layers.length} layers, more than ${MAX_LAYERS}, which is refused`,
      );
    }
    return layers;
  }

  async #readLayer(
    client: RegistryClient,
    layer: Descriptor,
    image: LayerMeter,
    signal: AbortSignal,
  ): Promise<KernelFolders> {
    signal.throwIfAborted();
    this.#checkLimits(image);
    const { layer: limits, layerSize: maxBytes } = this.#limits;
    const meter = new LayerMeter();
    try {
      const found = await streamLayer(
        client,
        layer,
        { maxBytes, signal },
        async chunks => {
          const hashed = new HashedChunks(chunks, layer.digest);
          const folders = await collectKernelFolders(hashed, limits, meter);
          hashed.verify();
          return folders;
        },
      );
      await this.#cache.set(keyOf(layer), JSON.stringify(found));
      return found;
    } finally {
      for (const total of [image, this.#refresh]) {
        total.bytes += meter.bytes;
        total.entries += meter.entries;
      }
    }
  }

  #checkLimits(image: LayerMeter): void {
    const limits = this.#limits;
    const refresh = this.#refresh;
    if (isUsedUp(image, limits.image)) {
      throw new TooLargeError(
        `The image has more than ${limits.image.maxBytes} bytes or ${limits.image.maxEntries} files in its layers, which is refused`,
      );
    }
    if (Date.now() >= this.#end || isUsedUp(refresh, limits.refresh)) {
      throw new ServiceUnavailableError(
        'This refresh has reached its limit for reading layers; the next one continues',
      );
    }
  }
}

function keyOf({ digest }: Descriptor): string {
  return `${digest}#kernel-folders`;
}

function parseKnown(content: string | undefined): KernelFolders | undefined {
  return kernelFolders.safeParse(parseJson(content ?? '')).data;
}

function isUsedUp(meter: LayerMeter, limits: LayerLimits): boolean {
  return meter.bytes > limits.maxBytes || meter.entries > limits.maxEntries;
}

/** Whether a layer above removes a path, or a folder that contains it. */
function isHidden(path: string, hidden: ReadonlySet<string>): boolean {
  const parts = path.split('/');
  return (
    hidden.has('') ||
    parts.some((_, index) => hidden.has(parts.slice(0, index + 1).join('/')))
  );
}

function namesOf(folders: Iterable<string>): string[] {
  return [
    ...new Set([...folders].map(folder => folder.split('/').at(-1) ?? '')),
  ];
}
