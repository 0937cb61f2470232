import type { HttpResponse } from '../http/HttpResponse';
import { RegistryBusyError } from './RegistryBusyError';
import type { RegistryRequest, RegistryTransport } from './RegistryTransport';

/**
 * Asks a registry by `HEAD`, and believes nothing but a good answer.
 *
 * @remarks
 * Registries, and what stands before them, refuse `HEAD` in every way there is,
 * redirect it to nowhere or end the connection, and do all of that without a
 * body that could be told from a page of HTML. So whatever goes wrong says
 * something of `HEAD` at most; what it means is for another request to find out.
 *
 * @returns undefined where `found` makes nothing of the answer, or there is no good one
 * @throws where the registry limits how often it may be asked: another request
 * would be one more of too many
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
