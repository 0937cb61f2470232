import {
  AuthenticationError,
  NotAllowedError,
  toError,
} from '@backstage/errors';
import { RegistryClient } from '../../registry/RegistryClient';
import type { RegistryOptions } from '../../registry/RegistryTransport';

/** When to ask a registry, and what to say where it refuses. */
export interface Caution {
  /** Throws where the registry must not be asked at all. */
  check?: () => Promise<void>;
  /** What to do about a refusal, as a sentence. */
  advice: string;
}

/**
 * A client for one refresh that does not ask again where access was refused:
 * hundreds of refused requests would have the account or the address locked out.
 */
export class CautiousRegistryClient extends RegistryClient {
  #refusal: Error | undefined;

  readonly #caution: Caution;

  constructor(options: RegistryOptions, repository: string, caution: Caution) {
    super(options, repository);
    this.#caution = caution;
  }

  override headManifest(
    ...request: Parameters<RegistryClient['headManifest']>
  ) {
    return this.#ask(() => super.headManifest(...request));
  }

  override getManifest(...request: Parameters<RegistryClient['getManifest']>) {
    return this.#ask(() => super.getManifest(...request));
  }

  override getBlob(...request: Parameters<RegistryClient['getBlob']>) {
    return this.#ask(() => super.getBlob(...request));
  }

  override streamBlob<T>(
    digest: string,
    read: (chunks: AsyncIterable<Buffer>) => Promise<T>,
    options: { maxBytes: number; signal: AbortSignal },
  ): Promise<T> {
    return this.#ask(() => super.streamBlob(digest, read, options));
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    await this.#caution.check?.();
    if (this.#refusal) {
      throw this.#refusal;
    }
    try {
      return await question();
    } catch (error) {
      const isRefusal =
        error instanceof AuthenticationError ||
        error instanceof NotAllowedError;
      if (!isRefusal) {
        throw toError(error);
      }
      // A question may lead to another, whose refusal is this one's.
      this.#refusal ??= new NotAllowedError(
        `${error.message}. ${this.#caution.advice}`,
      );
      throw this.#refusal;
    }
  }
}
