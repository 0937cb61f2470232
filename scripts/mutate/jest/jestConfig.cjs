const { readFileSync } = require('node:fs');
const { relative } = require('node:path');

/** Like in `npm test`: tests that fail without a mistake prove nothing. */
const TEST_TIMEOUT_MS = 20_000;

/** Tests that need the lab, and tests that start and kill whole backends. Those of keys need programs alone. */
const TOO_SLOW = [
  '^(?!.*/moduleSigning/).*\\.integration\\.test\\.',
  '/replicas\\.test\\.',
];

/**
 * The jest configuration of one package as Backstage's command line creates it, for the run in `MUTATE_RUN`.
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
