import type { HttpResponse } from '../http/HttpResponse';
import type { RegistryFailure } from './describeRegistryFailure';
import type { RegistryRequest, RegistryTransport } from './RegistryTransport';

/** Codes that say that something is not there, rather than that something went wrong. */
const ABSENCE = /(?:_UNKNOWN|NOT_?FOUND)$/i;

/**
 * Asks a registry for something that may not be there. Its "no" is believed
 * only where it gives it twice, in a registry's own words.
 *
 * @remarks
 * Any web server says 404, and a registry that is being moved or restored says
 * it of what it has. What follows from an absence is a build, so the question
 * is worth a second request; what is there costs none.
 *
 * @returns undefined where it is not there
 * @throws where neither was said, or only once
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
