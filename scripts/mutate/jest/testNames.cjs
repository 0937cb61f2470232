const { readFileSync, writeFileSync } = require('node:fs');

/**
 * Which tests each test file has, noted while all of them run without a mistake. It outlives a worker that hung and was
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
 * Undefined for a file whose tests are not known.
 *
 * @type {(file: string) => string[] | undefined}
 */
exports.testsOf = file => {
  names ??= JSON.parse(readFileSync(path, 'utf8'));
  return names?.[file];
};
