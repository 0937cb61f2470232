import type { Page } from '@playwright/test';

/** Fills in the driver container template, creates the driver, and opens the page of its entity. */
export async function createDriver(
  page: Page,
  driver: { name: string; kernel: string },
): Promise<void> {
  await page.goto('/create');
  await page.getByRole('button', { name: 'Choose' }).first().click();

  await page.getByLabel('Name').fill(driver.name);
  await page.getByLabel('Description').fill('A driver to walk with');
  await choose(page, 'Owner', 'Drivers');
  await page.getByRole('button', { name: 'Next' }).click();

  await choose(page, 'Kernel', driver.kernel);
  await page.getByRole('button', { name: 'Next' }).click();

  // The lab's template knows host, owner and registry.
  const repository = page.getByRole('textbox', { name: 'Repository' });
  await repository.fill(driver.name);
  await repository.press('Tab'); // the field takes its text when it loses focus
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create' }).click();

  await page
    .getByRole('link', { name: 'Open in the catalog' })
    .click({ timeout: 120_000 });
}

async function choose(page: Page, label: string, option: string) {
  await page.getByLabel(label).click();
  await page.getByRole('option', { name: option }).click();
}
