const { default: Sequencer } = require('@jest/test-sequencer');
const { activeMutant } = require('./activeMutant.cjs');
const { testsOf } = require('./testNames.cjs');

/**
 * Leaves out the test files without a test that reaches the mistake. StrykerJS selects tests by their names alone; jest
 * would load every file to find that it has none of them, and loading takes longer than running.
 */
module.exports = class CoveringSequencer extends Sequencer {
  #pattern;

  constructor(options) {
    super(options);
    const { testNamePattern } = options.globalConfig;
    this.#pattern = testNamePattern && new RegExp(testNamePattern, 'i');
  }

  sort(tests) {
    const covering =
      activeMutant() === undefined || !this.#pattern
        ? tests
        : tests.filter(({ path }) => this.#covers(path));
    // jest begins with the longest, to keep its workers busy; here the quickest may be enough.
    return super.sort(covering).reverse();
  }

  #covers(path) {
    const names = testsOf(path);
    return !names || names.some(name => this.#pattern.test(name));
  }
};
