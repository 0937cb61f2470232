import type { Page } from '@playwright/test';

/** Opens a tab of an entity's page. */
export async function openTab(page: Page, name: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Content navigation' })
    .getByRole('link', { name })
    .click();
}
