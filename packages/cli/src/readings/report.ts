import type { Writable } from 'node:stream';
import { ExitCode } from '../ExitCode';
import { createWarningLogger } from './createWarningLogger';
import type { Outcome } from './Outcome';

/** Prints failures, one per line, and returns the exit code. */
export function report<
  TEntry extends { id: string },
  TReading extends { warnings: string[] },
>(
  outcomes: Outcome<TEntry, TReading>[],
  stderr: Writable,
  isComplete: (reading: TReading) => boolean,
): ExitCode {
  const logger = createWarningLogger(stderr);
  for (const { entry, reading, error } of outcomes) {
    reading?.warnings.forEach(warning =>
      logger.warn(`${entry.id}: ${warning}`),
    );
    if (error !== undefined) {
      logger.error(`${entry.id}: ${error}`);
    }
  }
  return outcomes.every(({ reading }) => reading && isComplete(reading))
    ? ExitCode.Ok
    : ExitCode.Unreadable;
}
