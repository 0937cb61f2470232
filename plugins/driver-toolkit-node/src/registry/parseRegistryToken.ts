import { ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
import { describeErrors } from './describeRegistryFailure';
import { parseJson } from './parseJson';

const DEFAULT_LIFETIME_S = 60;
/** Tokens are dropped this early, so that none expires in transit. */
const SLACK_S = 10;

const answer = z.looseObject({
  token: z.unknown().optional(),
  access_token: z.unknown().optional(),
  expires_in: z.number().positive().optional().catch(undefined),
});

/** A bearer token with its expiry. */
export interface RegistryToken {
  value: string;
  /** Milliseconds since the epoch. */
  expires: number;
}

/**
 * Parses a token endpoint's answer.
 *
 * @param authorization - the sent header, which no error repeats
 * @throws ServiceUnavailableError if it has no token: `Bearer null` must never
 * reach a registry.
 */
export function parseRegistryToken(
  body: string,
  from: string,
  now = Date.now(),
  authorization?: string,
): RegistryToken {
  const said = parseJson(body);
  const parsed = answer.safeParse(said);
  const value = [parsed.data?.token, parsed.data?.access_token].find(
    (candidate): candidate is string =>
      typeof candidate === 'string' && /^[\x21-\x7e]+$/.test(candidate),
  );
  if (value === undefined || value === 'null') {
    const reason = describeErrors(said, authorization);
    throw new ServiceUnavailableError(
      `${from} answered without a token${
        reason && ` (${reason})`
      }; the image is private or missing, or the credentials do not cover it`,
    );
  }
  const lifetime = parsed.data?.expires_in ?? DEFAULT_LIFETIME_S;
  return {
    value,
    expires: now + Math.max(lifetime - SLACK_S, lifetime / 2) * 1000,
  };
}
