import { stopDescendants } from './stopDescendants.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_POLL_MS = 500;

/** @typedef {() => unknown} Step may be asynchronous */

/**
 * What has to be stopped before this program may end, undone last first. Anything added once it has begun is stopped
 * at once, so nothing that starts during a Ctrl-C outlives it.
 */
export class Teardown {
  /** @type {Set<Step>} */
  #steps = new Set();
  /** @type {Promise<void>[]} */
  #late = [];
  #begun = false;
  /** @type {Promise<void> | undefined} */
  #finished;

  /** Whether it is under way or done. */
  get begun() {
    return this.#begun;
  }

  /**
   * @returns {() => void} forgets the step: it ended by itself
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
   * Calls `onEnd` once, at the first sign that this program is to end: a signal, a closed terminal, or the death of
   * the shell that npm runs it in, which does not pass on the signals it dies of.
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
    // A terminal that was closed takes no more output.
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
