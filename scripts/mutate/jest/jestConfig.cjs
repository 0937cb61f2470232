const { readFileSync } = require('node:fs');
const { relative } = require('node:path');

/** As in `npm test`: what fails without a mistake says nothing. */
const TEST_TIMEOUT_MS = 20_000;

/** What needs the lab, and what starts whole backends to kill them. */
const TOO_SLOW = ['\\.integration\\.test\\.', '/replicas\\.test\\.'];

/**
 * The jest configuration of one package as Backstage's command line makes it, for the run that `MUTATE_RUN` describes.
 */
module.exports = async () => {
  const run = JSON.parse(readFileSync(String(process.env.MUTATE_RUN), 'utf8'));
  const root = process.cwd();
  const { projects } = await require('@backstage/cli/config/jest');
  const project = projects.find(
    (/** @type {{ rootDir: string }} */ { rootDir }) =>
      relative(root, rootDir) === `${run.package}/src`,
  );
  process.env.MUTATE_ENVIRONMENT = project.testEnvironment;
  process.env.MUTATE_RUNTIME =
    project.runtime ?? require.resolve('jest-runtime');
  return {
    ...project,
    testMatch: run.testMatch,
    testPathIgnorePatterns: TOO_SLOW,
    runtime: require.resolve('./CachingRuntime.cjs'),
    testEnvironment: require.resolve('./FirstFailureEnvironment.cjs'),
    testRunner: require.resolve('./jest-circus-until-noticed.cjs'),
    testSequencer: require.resolve('./CoveringSequencer.cjs'),
    testTimeout: TEST_TIMEOUT_MS,
  };
};
