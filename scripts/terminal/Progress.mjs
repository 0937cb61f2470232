import { stripVTControlCharacters } from 'node:util';
import { formatDuration } from './formatDuration.mjs';

const REDRAW_MS = 1_000;
const REPORT_MS = 15_000;

/**
 * @typedef {object} Task
 * @property {string} title
 * @property {string} detail
 * @property {number} started
 * @property {number} reported
 *
 * @typedef {{ write: (text: string) => unknown, isTTY?: boolean, columns?: number }} Output
 */

/**
 * Shows the progress of tasks: on a terminal, in one line at the bottom that is redrawn with the elapsed time of each
 * running task; elsewhere, in a line when a task begins and ends, and every 15 seconds in between.
 */
export class Progress {
  /** @type {Set<Task>} */
  #tasks = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #stream;
  #drawn = false;
  #muted = false;

  /** @param {Output} stream */
  constructor(stream = process.stdout) {
    this.#stream = stream;
  }

  /** Prints lines that stay. */
  print(text = '') {
    if (this.#muted) {
      return;
    }
    this.#erase();
    this.#stream.write(`${text}\n`);
    this.#draw();
  }

  /**
   * @param {string} title in the present progressive: `Installing dependencies`
   * @returns a task; end it with `done` or `failed`
   */
  start(title) {
    const task = {
      title,
      detail: '',
      started: Date.now(),
      reported: Date.now(),
    };
    this.#tasks.add(task);
    if (!this.#stream.isTTY) {
      this.print(`… ${title}`);
    }
    this.#timer ??= setInterval(() => this.#tick(), REDRAW_MS).unref();
    this.#draw();

    /** @type {(mark: string, text: string) => void} */
    const end = (mark, text) => {
      if (this.#tasks.delete(task)) {
        this.print(`${mark} ${text} (${elapsed(task)})`);
      }
      if (this.#tasks.size === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
    };
    return {
      /**
       * The current step of the task, in a few words.
       *
       * @param {string} text
       */
      detail: text => {
        task.detail = stripVTControlCharacters(text).trim();
      },
      done: (text = title) => end('✔', text),
      failed: (text = title) => end('✖', text),
      skipped: (text = title) => end('–', text),
    };
  }

  /**
   * Prints a last line; what ends after it is no longer shown.
   *
   * @param {string} text
   */
  conclude(text) {
    this.#tasks.clear();
    this.print(text);
    this.#muted = true;
  }

  #tick() {
    if (this.#stream.isTTY) {
      this.#erase();
      this.#draw();
      return;
    }
    for (const task of this.#tasks) {
      if (Date.now() - task.reported >= REPORT_MS) {
        task.reported = Date.now();
        this.#stream.write(`  ${describe(task)}\n`);
      }
    }
  }

  #draw() {
    if (!this.#stream.isTTY || this.#tasks.size === 0) {
      return;
    }
    const line = `… ${[...this.#tasks].map(describe).join(' · ')}`;
    this.#stream.write(line.slice(0, (this.#stream.columns ?? 80) - 1));
    this.#drawn = true;
  }

  #erase() {
    if (this.#drawn) {
      this.#stream.write('\r\u001b[2K');
      this.#drawn = false;
    }
  }
}

/** @param {Task} task */
function describe(task) {
  const detail = task.detail ? ` (${task.detail})` : '';
  return `${task.title} ${elapsed(task)}${detail}`;
}

/** @param {Task} task */
function elapsed(task) {
  return formatDuration(Date.now() - task.started);
}
