import { expect, test, type Page } from '@playwright/test';
import { createDriver } from './createDriver';
import { readLab, readVermagic } from './readVermagic';

const KERNEL = '5.14.0-404.el9';
const UNAME = `${KERNEL}.x86_64`;
/** A toolkit build takes seconds on the lab; a busy machine gets time. */
const BUILD_TIMEOUT = 300_000;

test.setTimeout(900_000);

async function enter(page: Page) {
  await page.goto('/');
  const button = page.getByRole('button', { name: 'Enter' });
  await button.click({ timeout: 60_000 });
}

async function expectState(page: Page, state: string) {
  await expect(page.getByRole('status', { name: 'Build state' })).toHaveText(
    state,
    { timeout: BUILD_TIMEOUT },
  );
}

async function openTab(page: Page, name: string) {
  await page
    .getByRole('navigation', { name: 'Content navigation' })
    .getByRole('link', { name })
    .click();
}

test('from a kernel without an image to a driver container for it', async ({
  page,
}) => {
  const driver = `walk-${Date.now().toString(36)}`;

  await test.step('see the kernels of the lab and open one without an image', async () => {
    await enter(page);
    const row = page.getByRole('row').filter({ hasText: KERNEL });
    await expect(row.getByText('No image')).toBeVisible({ timeout: 120_000 });
    await row.getByRole('link', { name: KERNEL }).click();
    await expect(page).toHaveURL(/\/catalog\/default\/resource\//);
  });

  await test.step('build its toolkit image and watch the log live', async () => {
    await openTab(page, 'Builds');
    await page.getByRole('button', { name: 'Build', exact: true }).click();
    const log = page.getByRole('log', { name: 'Build log' });
    await expect(log.getByText(/STEP 1\//)).toBeVisible({
      timeout: BUILD_TIMEOUT,
    });
    await expectState(page, 'Succeeded');
  });

  await test.step('find the log again after a reload', async () => {
    await page.reload();
    await expect(
      page
        .getByRole('log', { name: 'Build log' })
        .getByText(/Pushed and read back: .*@sha256:/),
    ).toBeVisible({ timeout: 60_000 });
  });

  await test.step('see the image appear with its digest', async () => {
    await openTab(page, 'Overview');
    await expect(page.getByText('Image present').first()).toBeVisible();
    await expect(page.getByText(/sha256:[0-9a-f]{12}/).first()).toBeVisible();
  });

  await test.step('create a driver container for that kernel', async () => {
    await createDriver(page, { name: driver, kernel: KERNEL });
    await expect(page).toHaveURL(new RegExp(`/component/${driver}`));
  });

  await test.step('build it and find its module in the pushed image', async () => {
    await openTab(page, 'Builds');
    await page.getByRole('button', { name: 'Build', exact: true }).click();
    await expectState(page, 'Succeeded');
    const { registry } = await readLab();
    const vermagic = await readVermagic(
      `${registry}/drivers/${driver}:${UNAME}`,
      UNAME,
    );
    expect(vermagic).toMatch(new RegExp(`^${UNAME.replaceAll('.', '\\.')} `));
  });
});
