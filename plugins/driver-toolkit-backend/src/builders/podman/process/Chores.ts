interface Chore {
  problem: string;
  run: () => Promise<unknown>;
}

/** What is put off until nobody waits for it, or for what it holds up. */
export class Chores {
  readonly #onProblem: (message: string, error: unknown) => void;
  readonly #open: Chore[] = [];
  #running: Promise<void> = Promise.resolve();

  constructor(onProblem: (message: string, error: unknown) => void) {
    this.#onProblem = onProblem;
  }

  /** @param problem - what is told where it fails, which fails nothing else */
  add(problem: string, run: () => Promise<unknown>): void {
    this.#open.push({ problem, run });
  }

  /** Does what is open, one after another, whoever asks for it meanwhile. */
  catchUp(): Promise<void> {
    this.#running = this.#running
      .catch(() => {})
      .then(async () => {
        for (const { problem, run } of this.#open.splice(0)) {
          await run().catch(error => this.#onProblem(problem, error));
        }
      });
    return this.#running;
  }
}
