import { expect, type Page } from '@playwright/test';
import { openTab } from './openTab';

/** Opens the Builds tab of a kernel's page, from the list of kernels. */
export async function openKernel(page: Page, kernel: string): Promise<void> {
  await page.goto('/driver-toolkit/kernels');
  await page
    .getByRole('row')
    .getByRole('link', { name: kernel, exact: true })
    .click({ timeout: 120_000 });
  await expect(page).toHaveURL(/\/catalog\/default\/resource\//);
  await openTab(page, 'Builds');
}
