import { untilEnded } from '../untilEnded';

/** One build's request for a shared stage. */
export interface StageRequest {
  make: () => Promise<void>;
  /** Called if another build is making it. */
  onWait: () => void;
  signal: AbortSignal;
}

/**
 * Lets one of several builds make their shared stage, while the others wait for
 * its layers.
 */
export class SharedStages {
  readonly #made = new Set<string>();
  readonly #making = new Map<string, Promise<void>>();

  /**
   * Resolves when one of the builds has made the stage: if one fails, the next
   * one tries.
   *
   * @param key - identifies all inputs of the stage
   * @throws what `make` throws; the signal's reason
   */
  async ensure(key: string, request: StageRequest): Promise<void> {
    while (!this.#made.has(key)) {
      const other = this.#making.get(key);
      if (other) {
        request.onWait();
        await untilEnded(other, request.signal);
      } else {
        await this.#make(key, request.make);
      }
    }
  }

  async #make(key: string, make: () => Promise<void>): Promise<void> {
    const making = make();
    const ended = making.then(
      () => {
        this.#made.add(key);
        this.#making.delete(key);
      },
      () => {
        this.#making.delete(key);
      },
    );
    this.#making.set(key, ended);
    await ended;
    await making;
  }
}
