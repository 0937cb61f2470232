import type { HttpResponse } from '../http/HttpResponse';
import type { RegistryFailure } from './describeRegistryFailure';
import type { RegistryRequest, RegistryTransport } from './RegistryTransport';

/** Codes for missing content, as opposed to failures. */
const ABSENCE = /(?:_UNKNOWN|NOT_?FOUND)$/i;

/**
 * Asks a registry for something that may be missing. A "no" counts only if the
 * registry gives it twice, in the specification's form.
 *
 * @remarks
 * Any web server answers 404, and a registry that is being moved or restored
 * answers it for existing content. An absence leads to a build, so it is worth
 * a second request; existing content costs only one.
 *
 * @returns undefined if it is missing
 * @throws if the answer is neither, or the "no" came only once
 */
export async function askTwice<T>(
  transport: RegistryTransport,
  request: RegistryRequest,
  found: (response: HttpResponse, authorization?: string) => Promise<T>,
): Promise<T | undefined> {
  const ask = () =>
    transport.exchange(request, {
      found: async (response, authorization) => ({
        value: await found(response, authorization),
      }),
      notFound: failure => {
        if (!saysAbsent(failure)) {
          throw failure.error;
        }
        return undefined;
      },
    });
  return ((await ask()) ?? (await ask()))?.value;
}

function saysAbsent({ codes }: RegistryFailure): boolean {
  return codes.some(code => ABSENCE.test(code));
}
