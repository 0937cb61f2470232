const { readFileSync, writeFileSync } = require('node:fs');

/**
 * The tests of each test file, recorded while all run without a mistake. The record outlives a worker that hung and was
 * replaced.
 */
const path = `${process.env.MUTATE_RUN}.names`;

/** @type {Record<string, string[]> | undefined} */
let names;

/** @type {(file: string, testNames: string[]) => void} */
exports.rememberTests = (file, testNames) => {
  names ??= {};
  names[file] = testNames;
  writeFileSync(path, JSON.stringify(names));
};

/**
 * Undefined for a file with unknown tests.
 *
 * @type {(file: string) => string[] | undefined}
 */
exports.testsOf = file => {
  names ??= JSON.parse(readFileSync(path, 'utf8'));
  return names?.[file];
};
