const { activeMutant } = require('./activeMutant.cjs');
const { rememberTests } = require('./testNames.cjs');

const inner = require(process.env.MUTATE_ENVIRONMENT);
const Environment = inner.TestEnvironment ?? inner.default ?? inner;

/** jest runs the files of a run one after the other, in this process. */
let noticed;

/** Skips the tests that are left once one has noticed the mistake: one is enough. */
module.exports = class FirstFailureEnvironment extends Environment {
  #path;
  #names = [];

  constructor(config, context) {
    super(config, context);
    this.#path = context.testPath;
  }

  async handleTestEvent(event, state) {
    await super.handleTestEvent?.(event, state);
    const mutant = activeMutant();
    if (mutant === undefined) {
      this.#collect(event);
    } else if (event.name === 'test_start' && noticed === mutant) {
      event.test.mode = 'skip';
    } else if (event.name === 'test_done' && event.test.errors.length > 0) {
      noticed = mutant;
    }
  }

  #collect(event) {
    if (event.name === 'test_start') {
      this.#names.push(fullName(event.test));
    } else if (event.name === 'run_finish') {
      rememberTests(this.#path, this.#names);
    }
  }
};

function fullName({ name, parent }) {
  return parent?.parent ? `${fullName(parent)} ${name}` : name;
}
