import { untilEnded } from '../untilEnded';

/** How one build has a shared stage made. */
export interface StageRequest {
  make: () => Promise<void>;
  /** Told when another build is making it. */
  onWait: () => void;
  signal: AbortSignal;
}

/**
 * Sees to it that a stage which several builds share is made by one of them,
 * while the others wait for its layers.
 */
export class SharedStages {
  readonly #made = new Set<string>();
  readonly #making = new Map<string, Promise<void>>();

  /**
   * Resolves when the stage was made, by whomever: where one fails, the next
   * one tries.
   *
   * @param key - names everything the stage is made from
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
