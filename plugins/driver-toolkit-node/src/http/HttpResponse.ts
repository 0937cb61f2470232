import type { Readable } from 'node:stream';
import { ServiceUnavailableError } from '@backstage/errors';
import { describeNetworkError } from './describeNetworkError';
import { describeUrl } from './describeUrl';
import { TooLargeError } from './TooLargeError';
import { TransientError } from './TransientError';

/** A body arrives so slowly that a retry is useless. */
class TooSlowError extends ServiceUnavailableError {}

/** An answer whose body must still be read or discarded. */
export class HttpResponse {
  readonly #headers: Record<string, string | string[] | undefined>;
  readonly #body: Readable & { dump(): Promise<void> };
  readonly #limits: {
    signal: AbortSignal;
    /** Milliseconds for a body that is read at once. */
    timeout: number;
  };

  constructor(
    /** The answer's address, after redirects. */
    readonly url: URL,
    readonly status: number,
    headers: Record<string, string | string[] | undefined>,
    body: Readable & { dump(): Promise<void> },
    limits: {
      signal: AbortSignal;
      /** Milliseconds for a body that is read at once. */
      timeout: number;
    },
  ) {
    this.#headers = headers;
    this.#body = body;
    this.#limits = limits;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  header(name: string): string | undefined {
    const value = this.#headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** Streams the body; fails beyond `maxBytes`. */
  async *chunks(maxBytes: number): AsyncGenerator<Buffer> {
    let size = 0;
    try {
      for await (const chunk of this.#body) {
        size += chunk.length;
        if (size > maxBytes) {
          throw new TooLargeError(
            `${describeUrl(this.url)} is larger than ${maxBytes} bytes`,
          );
        }
        yield chunk;
      }
    } catch (error) {
      this.#limits.signal.throwIfAborted();
      throw error instanceof TooLargeError || error instanceof TooSlowError
        ? error
        : new TransientError(
            `${describeUrl(this.url)} broke off: ${describeNetworkError(
              error,
            )}`,
            { cause: error },
          );
    }
  }

  /**
   * The complete body; fails beyond `maxBytes`, or if it arrives too slowly.
   */
  async bytes(maxBytes: number): Promise<Buffer> {
    const { timeout } = this.#limits;
    const timer = setTimeout(() => {
      this.#body.destroy(
        new TooSlowError(
          `${describeUrl(this.url)} was not complete after ${
            timeout / 1000
          } seconds`,
        ),
      );
    }, timeout);
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of this.chunks(maxBytes)) {
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Closes the connection, even if the body is not complete. */
  cancel(): void {
    this.#body.on('error', () => undefined).destroy();
  }

  /** Releases the connection without reading the body. */
  async discard(): Promise<void> {
    await this.#body.dump().catch(() => undefined);
  }
}
