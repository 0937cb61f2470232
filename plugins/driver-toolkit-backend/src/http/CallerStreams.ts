import { CustomErrorBase } from '@backstage/errors';
import { nameOf, type Caller } from '../access/Caller';

/** A caller exceeds a limit on simultaneous requests. */
class TooManyRequestsError extends CustomErrorBase {
  name = 'TooManyRequestsError' as const;
  /** Backstage has no error class with this status, and answers with this property. */
  readonly statusCode = 429;
}

/** Logs that one caller may read at a time from this backend. */
export const MAX_STREAMS = 32;

/** Counts the logs that each caller reads, so that none takes all connections. */
export class CallerStreams {
  readonly #open = new Map<string, number>();

  /**
   * Counts one more log for a caller.
   *
   * @returns a function to call once, when the reading has ended
   * @throws TooManyRequestsError
   */
  enter(caller: Caller): () => void {
    const name = nameOf(caller);
    const open = this.#open.get(name) ?? 0;
    if (open >= MAX_STREAMS) {
      throw new TooManyRequestsError(
        `You are reading ${MAX_STREAMS} logs at a time, the maximum; close one of them and try again.`,
      );
    }
    this.#open.set(name, open + 1);
    return () => this.#leave(name);
  }

  #leave(name: string): void {
    const left = this.#open.get(name)! - 1;
    if (left === 0) {
      this.#open.delete(name);
    } else {
      this.#open.set(name, left);
    }
  }
}
