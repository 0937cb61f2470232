const { createEmptyTestResult } = require('@jest/test-result');
const runTests = require('jest-circus/runner');
const { activeMutant } = require('./activeMutant.cjs');
const { isNoticed } = require('./firstFailure.cjs');

/** For jest, a file without tests is an error. */
const NOT_RUN = {
  ancestorTitles: [],
  failureDetails: [],
  failureMessages: [],
  fullName: '',
  numPassingAsserts: 0,
  status: 'pending',
  title: '',
};

/**
 * Loads no more test files once a test has noticed the mistake. StrykerJS measures the coverage of each test only with
 * jest-circus, which it recognises by this file's name.
 */
module.exports = async (/** @type {unknown[]} */ ...run) => {
  if (!isNoticed(activeMutant())) {
    return (runTests.default ?? runTests)(...run);
  }
  const path = run[4];
  return {
    ...createEmptyTestResult(),
    numPendingTests: 1,
    skipped: true,
    testFilePath: path,
    testResults: [NOT_RUN],
  };
};
