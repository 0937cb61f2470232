import { randomBytes } from 'node:crypto';
import { toError } from '@backstage/errors';
import type { Descriptor } from '../../manifests';
import { RegistryClient } from '../../RegistryClient';
import { readLayerFile } from '../readLayerFile';
import { BlobServer, type BlobAnswer } from './BlobServer';
import { createLayer, type LayerEntry, type TestLayer } from './layer';

/** The file to look for. */
export const PATH = 'folder/inner/file';
export const FILE: LayerEntry = { name: PATH, content: 'the content' };
export const MIB = 1024 ** 2;
/** Makes a layer too large to be read before use. */
export const LARGE: LayerEntry = {
  name: 'large',
  content: randomBytes(12 * MIB),
};

/** Publishes layers on a server and looks for the file in them. */
export class LayerReader {
  static async start(): Promise<LayerReader> {
    return new LayerReader(await BlobServer.start());
  }

  private constructor(readonly server: BlobServer) {}

  add(layer: TestLayer, answer?: BlobAnswer): Descriptor {
    this.server.add(layer.descriptor.digest, answer ?? { body: layer.body });
    return layer.descriptor;
  }

  /** Packs layers, the lowest first. */
  async addAll(...layers: LayerEntry[][]): Promise<Descriptor[]> {
    const packed = await Promise.all(
      layers.map(entries => createLayer(entries)),
    );
    return packed.map(layer => this.add(layer));
  }

  async read(
    layers: Descriptor[],
    timeout = 20_000,
  ): Promise<{ content: string; verified: boolean }> {
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
    const signal = AbortSignal.timeout(timeout);
    const file = await readLayerFile(client, layers, PATH, signal);
    return { ...file, content: file.content.toString() };
  }

  /** Why the file cannot be read. */
  async failure(layers: Descriptor[]): Promise<string> {
    const result = await this.read(layers).catch(toError);
    return result instanceof Error ? result.message : 'no failure';
  }
}
