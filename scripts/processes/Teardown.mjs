const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * What has to be stopped before this program may end, undone last first. Anything added once it has begun is stopped
 * at once, so nothing that starts during a Ctrl-C outlives it.
 */
export class Teardown {
  #steps = new Set();
  #late = [];
  #begun = false;
  #finished;

  /** Whether it is under way or done. */
  get begun() {
    return this.#begun;
  }

  /** @returns {() => void} forgets the step: it ended by itself */
  add(step) {
    if (this.#begun) {
      this.#late.push(run(step));
      return () => {};
    }
    this.#steps.add(step);
    return () => this.#steps.delete(step);
  }

  /** Runs every step; calling it again waits for the same end. */
  async run() {
    this.#begun = true;
    this.#finished ??= this.#runAll();
    await this.#finished;
    while (this.#late.length > 0) {
      await this.#late.pop();
    }
  }

  async #runAll() {
    for (const step of [...this.#steps].reverse()) {
      await run(step);
    }
  }

  /** Calls `onSignal` for the first signal that asks this program to end; later ones change nothing. */
  onSignal(onSignal) {
    let heard = false;
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (!heard) {
          heard = true;
          onSignal(signal);
        }
      });
    }
  }
}

async function run(step) {
  try {
    await step();
  } catch (error) {
    process.stderr.write(`While stopping: ${error.message}\n`);
  }
}
