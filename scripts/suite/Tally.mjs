/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** Counts of tests: adds up the results of stages. */
export class Tally {
  passed = 0;
  failed = 0;
  skipped = 0;

  /** @param {Counts} counts */
  add({ passed, failed, skipped }) {
    this.passed += passed;
    this.failed += failed;
    this.skipped += skipped;
  }

  toString() {
    return `${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`;
  }
}
