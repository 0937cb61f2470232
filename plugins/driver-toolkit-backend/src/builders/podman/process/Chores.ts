interface Chore {
  problem: string;
  run: () => Promise<unknown>;
}

/**
 * Tasks that are postponed until nobody waits for them or for anything that
 * they block.
 */
export class Chores {
  readonly #onProblem: (message: string, error: unknown) => void;
  readonly #open: Chore[] = [];
  #running: Promise<void> = Promise.resolve();

  constructor(onProblem: (message: string, error: unknown) => void) {
    this.#onProblem = onProblem;
  }

  /** @param problem - message if it fails, which fails nothing else */
  add(problem: string, run: () => Promise<unknown>): void {
    this.#open.push({ problem, run });
  }

  /** Runs all open tasks in order; concurrent callers share the run. */
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
