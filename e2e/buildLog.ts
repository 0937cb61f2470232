import type { Locator, Page } from '@playwright/test';

/** The log of the build that a page shows. */
export function buildLog(page: Page): Locator {
  return page.getByRole('log', { name: 'Build log' });
}
