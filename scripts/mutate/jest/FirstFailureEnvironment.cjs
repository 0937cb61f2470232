/**
 * @typedef {{ name: string, parent?: Named }} Named a test, or a block of tests
 *
 * @typedef {Named & { mode?: string, errors: unknown[] }} Test
 *
 * @typedef {{ name: 'run_start' | 'run_finish' } | { name: 'test_start' | 'test_done', test: Test }} Event of
 * jest-circus, only the used part
 */

const { activeMutant } = require('./activeMutant.cjs');
const { isNoticed, noticeMutant } = require('./firstFailure.cjs');
const { rememberTests } = require('./testNames.cjs');

/** A hanging test notices a mistake just like a failing one. Timeouts set by files are for busy machines. */
const LIMIT_MS = 5_000;

const inner = require(String(process.env.MUTATE_ENVIRONMENT));
const Environment = inner.TestEnvironment ?? inner.default ?? inner;

/** Ends a file's tests early: at the first one that notices the mistake, and each one that hangs. */
module.exports = class FirstFailureEnvironment extends Environment {
  #path;
  /** @type {string[]} */
  #names = [];

  /**
   * @param {unknown} config
   * @param {{ testPath: string }} context
   */
  constructor(config, context) {
    super(config, context);
    this.#path = context.testPath;
  }

  /**
   * @param {Event} event
   * @param {{ testTimeout: number }} state
   */
  async handleTestEvent(event, state) {
    await super.handleTestEvent?.(event, state);
    const mutant = activeMutant();
    if (mutant === undefined) {
      this.#collect(event);
    } else if (event.name === 'run_start') {
      state.testTimeout = LIMIT_MS;
    } else if (event.name === 'test_start' && isNoticed(mutant)) {
      event.test.mode = 'skip';
    } else if (event.name === 'test_done' && event.test.errors.length > 0) {
      noticeMutant(mutant);
    }
  }

  /** @param {Event} event */
  #collect(event) {
    if (event.name === 'test_start') {
      this.#names.push(fullName(event.test));
    } else if (event.name === 'run_finish') {
      rememberTests(this.#path, this.#names);
    }
  }
};

/**
 * @param {Named} entry
 * @returns {string}
 */
function fullName({ name, parent }) {
  return parent?.parent ? `${fullName(parent)} ${name}` : name;
}
