/**
 * jest runs the files of a run one after the other, in this process.
 *
 * @type {string | undefined}
 */
let noticed;

/** Keeps that a test has failed while this mistake was switched on. */
exports.noticeMutant = (/** @type {string} */ mutant) => {
  noticed = mutant;
};

/** Whether a test has noticed this mistake already: one is enough. */
exports.isNoticed = (/** @type {string | undefined} */ mutant) =>
  mutant !== undefined && noticed === mutant;
