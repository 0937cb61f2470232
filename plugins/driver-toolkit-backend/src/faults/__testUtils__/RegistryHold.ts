import type { ServerResponse } from 'node:http';
import type { RegistryProxy } from '../../trust/__testUtils__/RegistryProxy';

/** Holds some requests to a registry without an answer. */
export class RegistryHold {
  readonly #proxy: RegistryProxy;
  readonly #held = new Set<ServerResponse>();
  /** Resolves when the first request is held. */
  readonly arrived: Promise<void>;

  /** @param matches - selects requests by method and path */
  constructor(
    proxy: RegistryProxy,
    matches: (request: { method: string; url: string }) => boolean,
  ) {
    this.#proxy = proxy;
    this.arrived = new Promise(resolve => {
      proxy.answer = (request, response) => {
        if (!matches(request)) {
          return false;
        }
        response.on('close', () => this.#held.delete(response));
        this.#held.add(response);
        resolve();
        return true;
      };
    });
  }

  /** Requests whose sender still waits. */
  get waiting(): number {
    return this.#held.size;
  }

  /** Breaks held connections, and answers all later requests. */
  release(): void {
    this.#proxy.answer = () => false;
    this.#held.forEach(response => response.destroy());
  }
}
