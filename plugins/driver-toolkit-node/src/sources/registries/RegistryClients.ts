import { ServiceUnavailableError } from '@backstage/errors';
import type { ImageReference } from '../../parseImageReference';
import type { RegistryOptions } from '../../registry/RegistryTransport';
import { CautiousRegistryClient, type Caution } from './CautiousRegistryClient';

/**
 * A source's images are in a few repositories; thousands would be an attack.
 */
const MAX_REPOSITORIES = 50;

/** Common options of a source's clients. */
export interface RegistryClientOptions
  extends Pick<RegistryOptions, 'authFile' | 'retryPolicy'> {
  /** Which registries use plain HTTP. */
  isInsecure: (registry: string) => boolean;
  caution: (image: ImageReference) => Caution;
}

/** Clients for the repositories of a source's images, one each, for one refresh. */
export class RegistryClients {
  readonly #clients = new Map<string, CautiousRegistryClient>();

  readonly #options: RegistryClientOptions;

  constructor(options: RegistryClientOptions) {
    this.#options = options;
  }

  of(image: ImageReference): CautiousRegistryClient {
    const { registry, repository } = image;
    const key = `${registry}/${repository}`;
    const known = this.#clients.get(key);
    if (known) {
      return known;
    }
    if (this.#clients.size === MAX_REPOSITORIES) {
      throw new ServiceUnavailableError(
        `The images are in more than ${MAX_REPOSITORIES} repositories, which is refused`,
      );
    }
    const { isInsecure, caution, ...options } = this.#options;
    const client = new CautiousRegistryClient(
      { ...options, registry, insecure: isInsecure(registry) },
      repository,
      caution(image),
    );
    this.#clients.set(key, client);
    return client;
  }
}
