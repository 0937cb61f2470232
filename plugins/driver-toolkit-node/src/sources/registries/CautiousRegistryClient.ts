import {
  AuthenticationError,
  NotAllowedError,
  toError,
} from '@backstage/errors';
import { RegistryClient } from '../../registry/RegistryClient';
import type { RegistryOptions } from '../../registry/RegistryTransport';

/** Checks before requests to a registry, and advice after a refusal. */
export interface Caution {
  /** Throws if the registry must not be asked. */
  check?: () => Promise<void>;
  /** Advice after a refusal, as a sentence. */
  advice: string;
}

/**
 * A client for one refresh that stops after refused access: hundreds of refused
 * requests could lock the account or the address.
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
      // A request may lead to another, whose refusal counts for this one.
      this.#refusal ??= new NotAllowedError(
        `${error.message}. ${this.#caution.advice}`,
      );
      throw this.#refusal;
    }
  }
}
