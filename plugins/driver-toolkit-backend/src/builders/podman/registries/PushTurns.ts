import { untilEnded } from '../untilEnded';

/** A push of a large image over a slow line takes minutes. */
const MAX_WAIT_MS = 10 * 60_000;

/** One build's request for its turn. */
export interface TurnRequest {
  /** Called if another push must end first. */
  onWait: () => void;
  signal: AbortSignal;
}

/**
 * Lets builds push to a repository one after another. Images of a library share
 * most of their layers: in concurrent pushes each build would compress and
 * upload those layers; in sequence only the first does.
 */
export class PushTurns {
  readonly #last = new Map<string, Promise<void>>();
  readonly #maxWaitMs: number;

  /**
   * @param maxWaitMs - milliseconds after which a build pushes concurrently,
   * because the other pushes may hang
   */
  constructor(maxWaitMs = MAX_WAIT_MS) {
    this.#maxWaitMs = maxWaitMs;
  }

  /** @throws what `push` throws; the signal's reason */
  async take<T>(
    repository: string,
    { onWait, signal }: TurnRequest,
    push: () => Promise<T>,
  ): Promise<T> {
    const before = this.#last.get(repository);
    let end = () => {};
    const ended = new Promise<void>(resolve => {
      end = resolve;
    });
    // A build that stops waiting must not let the next one overtake earlier
    // builds.
    const all = Promise.all([before, ended]).then(() => {});
    this.#last.set(repository, all);
    void all.then(() => {
      if (this.#last.get(repository) === all) {
        this.#last.delete(repository);
      }
    });
    try {
      if (before) {
        onWait();
        await this.#wait(before, signal);
      }
      return await push();
    } finally {
      end();
    }
  }

  async #wait(before: Promise<void>, signal: AbortSignal): Promise<void> {
    const patience = AbortSignal.timeout(this.#maxWaitMs);
    try {
      await untilEnded(before, AbortSignal.any([signal, patience]));
    } catch {
      signal.throwIfAborted();
    }
  }
}
