import type { Writable } from 'node:stream';

/** The parts of the process that commands touch. */
export interface CommandContext {
  /** Only results, so that they can be piped. */
  stdout: Writable;
  /** Warnings and errors. */
  stderr: Writable;
  env: Record<string, string | undefined>;
  /** Aborted when the user interrupts. */
  signal: AbortSignal;
}
