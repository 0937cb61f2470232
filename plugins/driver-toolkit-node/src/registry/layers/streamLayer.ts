import { createHash } from 'node:crypto';
import {
  InputError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import { TooLargeError } from '../../http/TooLargeError';
import type { Descriptor } from '../manifests';
import type { RegistryClient } from '../RegistryClient';

/**
 * Streams a layer to `read`, which starts again if the connection breaks.
 *
 * @param options - `maxBytes`: limit of the transferred layer.
 * @throws TooLargeError, before the request, if the declared size is larger;
 * InputError with the layer's name if `read` throws one
 */
export async function streamLayer<T>(
  client: RegistryClient,
  { digest, size }: Descriptor,
  options: { maxBytes: number; signal: AbortSignal },
  read: (chunks: AsyncIterable<Buffer>) => Promise<T>,
): Promise<T> {
  const { maxBytes, signal } = options;
  if (size !== undefined && size > maxBytes) {
    throw new TooLargeError(
      `The layer ${digest} has ${size} bytes, more than ${maxBytes}, which is refused`,
    );
  }
  try {
    return await client.streamBlob(digest, read, {
      maxBytes: size ?? maxBytes,
      signal,
    });
  } catch (error) {
    if (error instanceof InputError) {
      throw new InputError(
        `The layer ${digest} could not be read: ${error.message}`,
      );
    }
    throw toError(error);
  }
}

/** Chunks that are hashed as they are read. */
export class HashedChunks implements AsyncIterable<Buffer> {
  readonly #hash;
  readonly #expected: string;
  #ended = false;

  readonly #chunks: AsyncIterable<Buffer>;
  readonly #digest: string;

  constructor(chunks: AsyncIterable<Buffer>, digest: string) {
    this.#chunks = chunks;
    this.#digest = digest;

    const [algorithm, expected] = digest.split(':');
    this.#hash = createHash(algorithm);
    this.#expected = expected;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for await (const chunk of this.#chunks) {
      this.#hash.update(chunk);
      yield chunk;
    }
    this.#ended = true;
  }

  /**
   * @throws ServiceUnavailableError unless they were read to their end and
   * match the digest
   */
  verify(): void {
    if (!this.#ended || this.#hash.digest('hex') !== this.#expected) {
      throw new ServiceUnavailableError(
        `The layer does not match its digest ${
          this.#digest
        }; the registry or a proxy in front of it is broken`,
      );
    }
  }
}
