import { expect, type Page } from '@playwright/test';

/**
 * Patterns of lines of a stack trace: `at name (file:1:2)`, `at file:1:2`, a path of the program.
 */
const TRACE = /^\s*at .+:\d+:\d+\)?\s*$|node_modules|\bat Object\./m;

/** Checks that a page shows no stack trace. */
export async function expectNoStackTrace(page: Page): Promise<void> {
  expect(await page.locator('body').innerText()).not.toMatch(TRACE);
  expect(await page.content()).not.toContain('at Object.');
}
