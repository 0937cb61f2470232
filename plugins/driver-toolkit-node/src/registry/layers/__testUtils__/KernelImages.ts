import { toError } from '@backstage/errors';
import type { ContentCache } from '../../ImageRepository';
import { InMemoryContentCache } from '../../InMemoryContentCache';
import { RegistryClient } from '../../RegistryClient';
import { computeDigest } from '../../verifyDigest';
import { KernelFolderReader } from '../KernelFolderReader';
import { BlobServer, type BlobAnswer } from './BlobServer';
import {
  createLayer,
  type LayerEntry,
  type LayerFormat,
  type TestLayer,
} from './layer';

type ReaderOptions = ConstructorParameters<typeof KernelFolderReader>[1];

/** Publishes layers on a server and looks for kernels in the images made of them. */
export class KernelImages {
  /** State that outlives a refresh. */
  readonly cache: ContentCache = new InMemoryContentCache();

  static async start(): Promise<KernelImages> {
    return new KernelImages(await BlobServer.start());
  }

  private constructor(readonly server: BlobServer) {}

  publish(layer: TestLayer, answer?: BlobAnswer): TestLayer {
    this.server.add(layer.descriptor.digest, answer ?? { body: layer.body });
    return layer;
  }

  /**
   * @returns the digest of the image's manifest, with layers from the lowest up
   */
  async addImage(
    layers: (LayerEntry[] | TestLayer)[],
    format?: LayerFormat,
  ): Promise<string> {
    const packed = await Promise.all(
      layers.map(layer =>
        Array.isArray(layer) ? createLayer(layer, format) : layer,
      ),
    );
    packed.forEach((layer, index) => {
      if (Array.isArray(layers[index])) {
        this.publish(layer);
      }
    });
    const config = `sha256:${'c'.repeat(64)}`;
    const manifest = JSON.stringify({
      schemaVersion: 2,
      config: { digest: config, size: 2 },
      layers: packed.map(({ descriptor }) => descriptor),
    });
    const digest = computeDigest(Buffer.from(manifest));
    await this.cache.set(digest, manifest);
    return digest;
  }

  /** Reads like one refresh. */
  createReader(options: Partial<ReaderOptions> = {}): KernelFolderReader {
    return new KernelFolderReader(this.cache, {
      milliseconds: 60_000,
      ...options,
    });
  }

  async read(
    image: string,
    reader = this.createReader(),
    signal = AbortSignal.timeout(20_000),
  ): Promise<string[]> {
    const client = new RegistryClient(
      {
        registry: this.server.host,
        insecure: true,
        retryPolicy: {
          attempts: 2,
          baseDelay: 1,
          maxDelay: 1,
          maxRetryAfter: 1,
        },
      },
      'a/b',
    );
    return await reader.read(client, image, signal);
  }

  /** Why the kernels cannot be read. */
  async failure(
    image: string,
    reader?: KernelFolderReader,
    signal?: AbortSignal,
  ): Promise<string> {
    const result = await this.read(image, reader, signal).catch(toError);
    return result instanceof Error ? result.message : 'no failure';
  }
}
