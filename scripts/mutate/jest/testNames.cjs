const { readFileSync, writeFileSync } = require('node:fs');

/**
 * Which tests each test file has, noted while all of them run without a mistake. It outlives a worker that hung and was
 * replaced.
 */
const path = `${process.env.MUTATE_RUN}.names`;

let names;

exports.rememberTests = (file, testNames) => {
  names ??= {};
  names[file] = testNames;
  writeFileSync(path, JSON.stringify(names));
};

/** @returns {string[] | undefined} undefined for a file whose tests are not known */
exports.testsOf = file => {
  names ??= JSON.parse(readFileSync(path, 'utf8'));
  return names[file];
};
