import type { Page } from '@playwright/test';

/** Chooses a kernel in the form of a driver's builds. */
export async function chooseKernel(page: Page, kernel: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Kernel' }).click();
  await page.getByRole('option', { name: kernel }).click();
  // Kernels that arrive just now can open the list again, over the rest of the page.
  await page.keyboard.press('Escape');
}
