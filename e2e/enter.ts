import { expect, type Page } from '@playwright/test';

/** Opens the portal and signs in as a guest. */
export async function enter(page: Page, address = '/'): Promise<void> {
  await page.goto(address);
  const button = page.getByRole('button', { name: 'Enter' });
  await button.click({ timeout: 60_000 });
  await expect(button).toBeHidden();
}
