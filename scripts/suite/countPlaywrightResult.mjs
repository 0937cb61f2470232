/** Reads the counts of Playwright's JSON reporter. A test that needed a second try counts as failed. */
export function countPlaywrightResult({ stats }) {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
  };
}
