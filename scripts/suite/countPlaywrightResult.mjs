/**
 * Reads the counts of Playwright's JSON reporter. A test that needed a second try counts as failed.
 *
 * @param {{ stats: Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number> }} report
 */
export function countPlaywrightResult({ stats }) {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
  };
}
