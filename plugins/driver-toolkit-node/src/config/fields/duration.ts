import { ConfigReader, readDurationFromConfig } from '@backstage/config';
import {
  durationToMilliseconds,
  type HumanDuration,
  type JsonValue,
} from '@backstage/types';
import { z } from 'zod';

const ALLOWED =
  "a duration longer than zero, such as 'PT6H', '6 hours' or { hours: 6 }";

/** A duration in any of Backstage's usual forms. @public */
export const duration = z
  .unknown()
  .transform((value, context): HumanDuration => {
    const parsed = parseDuration(value);
    if (!parsed || !(durationToMilliseconds(parsed) > 0)) {
      context.addIssue({ code: 'custom', message: ALLOWED, input: value });
      return z.NEVER;
    }
    return parsed;
  });

function parseDuration(value: unknown): HumanDuration | undefined {
  try {
    return readDurationFromConfig(
      new ConfigReader({ value: value as JsonValue }),
      { key: 'value' },
    );
  } catch {
    return undefined;
  }
}
