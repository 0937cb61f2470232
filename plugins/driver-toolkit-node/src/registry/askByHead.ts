import type { HttpResponse } from '../http/HttpResponse';
import { RegistryBusyError } from './RegistryBusyError';
import type { RegistryRequest, RegistryTransport } from './RegistryTransport';

/**
 * Sends `HEAD` to a registry, and trusts only a successful answer.
 *
 * @remarks
 * Registries and their proxies refuse `HEAD` in many ways, redirect it to
 * nowhere or close the connection, and without a body an error looks like an
 * HTML page. So a failure says something about `HEAD` only, and another request
 * must find out the truth.
 *
 * @returns undefined if `found` rejects the answer, or the request fails
 * @throws if the registry limits requests: another request would make it worse
 */
export async function askByHead<T>(
  transport: RegistryTransport,
  request: Omit<RegistryRequest, 'method'>,
  found: (response: HttpResponse) => T | undefined,
): Promise<T | undefined> {
  try {
    return await transport.exchange(
      { ...request, method: 'HEAD' },
      {
        found: async response => {
          await response.discard();
          return found(response);
        },
        notFound: () => undefined,
      },
    );
  } catch (error) {
    request.signal.throwIfAborted();
    if (error instanceof RegistryBusyError && error.isRateLimit) {
      throw error;
    }
    return undefined;
  }
}
