import { stopDescendants } from './stopDescendants.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_POLL_MS = 500;

/** @typedef {() => unknown} Step may be asynchronous */

/**
 * The steps to run before this program ends, last one first. A step that is added after the beginning runs at once, so
 * nothing that starts during a Ctrl-C outlives the program.
 */
export class Teardown {
  /** @type {Set<Step>} */
  #steps = new Set();
  /** @type {Promise<void>[]} */
  #late = [];
  #begun = false;
  /** @type {Promise<void> | undefined} */
  #finished;

  /** Whether it has begun. */
  get begun() {
    return this.#begun;
  }

  /**
   * @returns {() => void} a function that removes the step, for what has ended by itself
   * @param {Step} step
   */
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

  /** The end of the program: runs every step, and leaves no process behind. */
  async finish() {
    await this.run();
    await stopDescendants();
  }

  /**
   * Calls `onEnd` once, at the first sign that this program should end: a signal, a closed terminal, or the end of the
   * shell in which npm runs it, which does not pass on signals that kill it.
   *
   * @param {() => void} onEnd
   */
  onEnd(onEnd) {
    let heard = false;
    const hear = () => {
      if (!heard) {
        heard = true;
        onEnd();
      }
    };
    for (const signal of SIGNALS) {
      process.on(signal, hear);
    }
    // A closed terminal accepts no more output.
    process.stdout.on('error', hear);
    process.stderr.on('error', hear);

    if (process.env.npm_lifecycle_event) {
      watchParent(hear);
    }
  }
}

/** @param {() => void} onDeath */
function watchParent(onDeath) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) {
      clearInterval(watch);
      onDeath();
    }
  }, PARENT_POLL_MS);
  watch.unref();
}

/** @param {Step} step */
async function run(step) {
  try {
    await step();
  } catch (error) {
    process.stderr.write(`While stopping: ${error.message}\n`);
  }
}
