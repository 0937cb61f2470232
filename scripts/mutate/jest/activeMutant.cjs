/** The active mistake; undefined while the tests run without one. */
exports.activeMutant = () => process.env.__STRYKER_ACTIVE_MUTANT__;
