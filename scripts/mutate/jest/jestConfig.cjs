const { readFileSync } = require('node:fs');
const { relative } = require('node:path');

/** A hanging test counts as one that notices; most finish within a second, and a busy machine takes a few more. */
const TEST_TIMEOUT_MS = 5_000;

/**
 * The jest configuration of one package as Backstage's command line makes it, for the run that `MUTATE_RUN` describes.
 */
module.exports = async () => {
  const run = JSON.parse(readFileSync(process.env.MUTATE_RUN, 'utf8'));
  const root = process.cwd();
  const { projects } = await require('@backstage/cli/config/jest');
  const project = projects.find(
    ({ rootDir }) => relative(root, rootDir) === `${run.package}/src`,
  );
  process.env.MUTATE_ENVIRONMENT = project.testEnvironment;
  return {
    ...project,
    testMatch: run.testMatch,
    testPathIgnorePatterns: ['\\.integration\\.test\\.'],
    testEnvironment: require.resolve('./FirstFailureEnvironment.cjs'),
    testSequencer: require.resolve('./CoveringSequencer.cjs'),
    testTimeout: TEST_TIMEOUT_MS,
  };
};
