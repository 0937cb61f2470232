/**
 * jest runs the files of a run one after another, in this process.
 *
 * @type {string | undefined}
 */
let noticed;

/** Records that a test has failed while this mistake was active. */
exports.noticeMutant = (/** @type {string} */ mutant) => {
  noticed = mutant;
};

/** Whether a test has already noticed this mistake; one is enough. */
exports.isNoticed = (/** @type {string | undefined} */ mutant) =>
  mutant !== undefined && noticed === mutant;
