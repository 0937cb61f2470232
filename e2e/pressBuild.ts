import type { Page } from '@playwright/test';

/** Requests a build on the page of an entity. */
export async function pressBuild(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Build', exact: true }).click();
}
