import { untilEnded } from '../untilEnded';

/** A push of a large image over a slow line takes minutes. */
const MAX_WAIT_MS = 10 * 60_000;

/** How one build waits for its turn. */
export interface TurnRequest {
  /** Told when another push has to end first. */
  onWait: () => void;
  signal: AbortSignal;
}

/**
 * Lets builds push to a repository one after another. Images of a library share most of their layers: pushed at the same
 * time, each of them would compress and upload those layers; pushed in turn, only the first does.
 */
export class PushTurns {
  readonly #last = new Map<string, Promise<void>>();
  readonly #maxWaitMs: number;

  /** @param maxWaitMs - milliseconds after which a build pushes beside the others: theirs may hang */
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
    // One that stops waiting must not let the next one overtake those before.
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
