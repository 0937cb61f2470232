/** @import { Test } from '@jest/test-result' */

const { basename } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');
const { activeMutant } = require('./activeMutant.cjs');
const { testsOf } = require('./testNames.cjs');

/**
 * Skips test files without a test that reaches the mistake. StrykerJS selects tests only by name, so jest would load
 * every file to find none of them, and loading takes longer than running.
 */
module.exports = class CoveringSequencer extends Sequencer {
  /** @type {RegExp | undefined} */
  #pattern;
  #own;

  /** @param {ConstructorParameters<typeof Sequencer>[0]} options */
  constructor(options) {
    super(options);
    const { nonFlagArgs, testNamePattern } = options.globalConfig;
    this.#own = basename(nonFlagArgs[0] ?? '').replace(/\.tsx?$/, '.');
    this.#pattern = testNamePattern
      ? new RegExp(testNamePattern, 'i')
      : undefined;
  }

  /** @param {Test[]} tests */
  async sort(tests) {
    const covering =
      activeMutant() === undefined || !this.#pattern
        ? tests
        : tests.filter(({ path }) => this.#covers(path));
    // jest begins with the longest, to keep its workers busy. Here, one noticing test is enough, so the file's own
    // tests and quick ones come first.
    const quickest = [...(await super.sort(covering))].reverse();
    const isOwn = (/** @type {Test} */ { path }) =>
      basename(path).startsWith(this.#own);
    return [
      ...quickest.filter(isOwn),
      ...quickest.filter(test => !isOwn(test)),
    ];
  }

  /** @param {string} path */
  #covers(path) {
    const names = testsOf(path);
    return !names || names.some(name => this.#pattern?.test(name));
  }
};
