const BACKEND = 'plugins/driver-toolkit-backend/src';
const NODE = 'plugins/driver-toolkit-node/src';
const FRONTEND = 'plugins/driver-toolkit/src';

/**
 * @typedef {object} Area
 * @property {string} name
 * @property {number} minimum the share of mistakes that the tests must notice, in percent
 * @property {RegExp[]} sources
 */

/**
 * The parts of the code in which tests must notice mistakes.
 *
 * @type {Area[]}
 */
export const areas = [
  {
    name: 'registry',
    minimum: 80,
    sources: [within(`${NODE}/registry/`)],
  },
  {
    name: 'queue',
    minimum: 80,
    sources: [
      within(`${BACKEND}/builds/(queue|worker)/`),
      within(`${BACKEND}/plans/priorityOf\\.ts$`),
      within(`${BACKEND}/builders/retryTransient\\.ts$`),
      within(
        `${BACKEND}/database/builds/(claimBuild|interruptExpired|runnableBy|DatabaseBuildStore)\\.ts$`,
      ),
    ],
  },
  {
    name: 'access',
    minimum: 80,
    sources: [
      within(`${BACKEND}/access/`),
      within(`${BACKEND}/http/Authorizer\\.ts$`),
      within(`${BACKEND}/drivers/`),
      within(`${BACKEND}/plans/(claimantOf|isSameClaimant)\\.ts$`),
    ],
  },
  {
    name: 'index',
    minimum: 80,
    sources: [
      within(
        `${BACKEND}/index/(findMassRemovals|SourceReadings|mergeReading|SourceRefresher|scheduleRefreshes|health)\\.ts$`,
      ),
      within(`${BACKEND}/index/(state|toolkitInputs)/`),
    ],
  },
  { name: 'trust', minimum: 80, sources: [within(`${BACKEND}/trust/`)] },
  {
    name: 'driver',
    minimum: 80,
    sources: [
      within(`${NODE}/(driver|modules)/`),
      within(`${BACKEND}/modules/`),
      within(`${BACKEND}/builds/driver/`),
      within(`${BACKEND}/builds/toolkit/verify\\w+\\.ts$`),
    ],
  },
  {
    name: 'logs',
    minimum: 80,
    sources: [
      within(`${BACKEND}/logs/`),
      within(`${BACKEND}/builders/cutLine\\.ts$`),
    ],
  },
  {
    name: 'frontend',
    minimum: 70,
    sources: [
      within(`${FRONTEND}/(log|api|permission)/`),
      within(
        `${FRONTEND}/(builds|coverage|entity|kernels|libraries)/\\w+\\.ts$`,
      ),
    ],
  },
];

/**
 * @param {string} source
 * @returns {Area | undefined} the area that a source file belongs to
 */
export function areaOf(source) {
  return areas.find(area => area.sources.some(pattern => pattern.test(source)));
}

/** @param {string} pattern */
function within(pattern) {
  return new RegExp(`^${pattern}`);
}
