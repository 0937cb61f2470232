import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import type { CommandContext } from '../CommandContext';
import { createWarningLogger } from './createWarningLogger';
import type { Outcome } from './Outcome';

// The maximum of timers.
const MAX_TIMEOUT = 2 ** 31 - 1;

/**
 * Reads all entries at once, each within its schedule's timeout. A failure does
 * not affect the others.
 *
 * @throws the abort reason of the context's signal
 */
export async function readEach<
  TEntry extends { schedule: { timeout: HumanDuration } },
  TReading,
>(
  entries: TEntry[],
  { signal, stderr }: CommandContext,
  read: (
    entry: TEntry,
    options: { signal: AbortSignal; logger: LoggerService },
  ) => Promise<TReading>,
): Promise<Outcome<TEntry, TReading>[]> {
  const logger = createWarningLogger(stderr);
  const outcomes = await Promise.all(
    entries.map(async (entry): Promise<Outcome<TEntry, TReading>> => {
      const milliseconds = durationToMilliseconds(entry.schedule.timeout);
      const timeout = AbortSignal.timeout(Math.min(milliseconds, MAX_TIMEOUT));
      try {
        const options = { signal: AbortSignal.any([signal, timeout]), logger };
        return { entry, reading: await read(entry, options) };
      } catch (error) {
        return {
          entry,
          error: timeout.aborted
            ? `It could not be read within ${
                milliseconds / 1000
              } s, its schedule.timeout.`
            : toError(error).message,
        };
      }
    }),
  );
  signal.throwIfAborted();
  return outcomes;
}
