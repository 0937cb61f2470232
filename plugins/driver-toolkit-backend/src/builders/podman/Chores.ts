interface Chore {
  problem: string;
  run: () => Promise<unknown>;
}

/** What is put off until nobody waits for it, or for what it holds up. */
export class Chores {
  readonly #onProblem: (message: string, error: unknown) => void;
  readonly #open: Chore[] = [];

  constructor(onProblem: (message: string, error: unknown) => void) {
    this.#onProblem = onProblem;
  }

  /** @param problem - what is told where it fails, which fails nothing else */
  add(problem: string, run: () => Promise<unknown>): void {
    this.#open.push({ problem, run });
  }

  /** Does what is open, one after another. */
  async catchUp(): Promise<void> {
    for (const { problem, run } of this.#open.splice(0)) {
      await run().catch(error => this.#onProblem(problem, error));
    }
  }
}
