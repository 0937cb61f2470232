/**
 * Reads the closing counts of Node's TAP reporter. A todo test counts as skipped, a cancelled one as failed.
 *
 * @param {string} tap
 */
export function countTapResult(tap) {
  const count = (/** @type {string} */ name) =>
    Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  return {
    passed: count('pass'),
    failed: count('fail') + count('cancelled'),
    skipped: count('skipped') + count('todo'),
  };
}
