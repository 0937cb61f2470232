import { NotFoundError } from '@backstage/errors';
import { TooLargeError } from '../../http/TooLargeError';
import type { Descriptor } from '../manifests';
import type { RegistryClient } from '../RegistryClient';
import { verifyDigest } from '../verifyDigest';
import { searchLayer, type LayerSearch } from './searchLayer';
import { HashedChunks, streamLayer } from './streamLayer';

const MAX_LAYERS = 500;
const MAX_LAYER_BYTES = 512 * 1024 ** 2;
/** Layers up to this size are read completely and verified before use. */
const WHOLE_LAYER_BYTES = 8 * 1024 ** 2;

/** A file of an image. */
export interface LayerFile {
  content: Buffer;
  /** Whether every layer that was read was verified by its digest. */
  verified: boolean;
}

type VerifiedSearch = LayerSearch & { verified: boolean };

/**
 * Reads one file of an image from the uppermost layer that has it, and no layer
 * below.
 *
 * @remarks
 * Only a layer that was read to its end can be verified by its digest. Small
 * layers are verified before use, and so is every layer without the file. In a
 * large layer the reading stops at the end of the file: its content is then
 * only as trustworthy as the connection to the registry, so the result says
 * `verified: false` and must not be cached by digest. An attacker who can
 * replace the registry's bytes could choose the file's content, but not the
 * manifest, which is always verified.
 *
 * @param layers - In the manifest's order, the lowest first.
 * @throws NotFoundError if the image does not have the file.
 */
export async function readLayerFile(
  client: RegistryClient,
  layers: Descriptor[],
  path: string,
  signal: AbortSignal,
): Promise<LayerFile> {
  if (layers.length > MAX_LAYERS) {
    throw new TooLargeError(
      `The image has ${layers.length} layers, more than ${MAX_LAYERS}, which is refused`,
    );
  }
  for (const layer of layers.toReversed()) {
    const search = await searchRemoteLayer(client, layer, path, signal);
    if (search.state === 'found') {
      return { content: search.content, verified: search.verified };
    }
    if (search.state === 'removed') {
      break;
    }
  }
  throw new NotFoundError(`The image has no file ${path}`);
}

async function searchRemoteLayer(
  client: RegistryClient,
  layer: Descriptor,
  path: string,
  signal: AbortSignal,
): Promise<VerifiedSearch> {
  const { digest, size } = layer;
  const isSmall = size !== undefined && size <= WHOLE_LAYER_BYTES;
  const search = isSmall ? searchWhole : searchStream;
  return await streamLayer(
    client,
    layer,
    { maxBytes: MAX_LAYER_BYTES, signal },
    chunks => search(chunks, digest, path),
  );
}

async function searchWhole(
  chunks: AsyncIterable<Buffer>,
  digest: string,
  path: string,
): Promise<VerifiedSearch> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) {
    parts.push(chunk);
  }
  verifyDigest(Buffer.concat(parts), digest, 'The layer');
  const search = await searchLayer(toChunks(parts), path);
  return { ...search, verified: true };
}

async function searchStream(
  chunks: AsyncIterable<Buffer>,
  digest: string,
  path: string,
): Promise<VerifiedSearch> {
  const hashed = new HashedChunks(chunks, digest);
  const search = await searchLayer(hashed, path);
  if (search.state === 'found') {
    return { ...search, verified: false };
  }
  hashed.verify();
  return { ...search, verified: true };
}

async function* toChunks(parts: Buffer[]): AsyncGenerator<Buffer> {
  yield* parts;
}
