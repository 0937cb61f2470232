import { expect, test } from '@playwright/test';
import { BUILD_TIMEOUT } from './BUILD_TIMEOUT';
import { buildLog } from './buildLog';
import { createDriver } from './createDriver';
import { enter } from './enter';
import { expectState } from './expectState';
import { openTab } from './openTab';
import { pressBuild } from './pressBuild';
import { readLab } from './readLab';
import { readVermagic } from './readVermagic';

const KERNEL = '5.14.0-404.el9';
const UNAME = `${KERNEL}.x86_64`;

test.setTimeout(900_000);

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
    await pressBuild(page);
    await expect(
      buildLog(page)
        .getByText(/STEP \d+\//)
        .last(),
    ).toBeVisible({ timeout: BUILD_TIMEOUT });
    await expectState(page, 'Succeeded');
  });

  await test.step('find the log again after a reload', async () => {
    await page.reload();
    await expect(
      buildLog(page).getByText(/Pushed and read back: .*@sha256:/),
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
    await pressBuild(page);
    await expectState(page, 'Succeeded');
    const { registry } = await readLab();
    const vermagic = await readVermagic(
      `${registry}/drivers/${driver}:${UNAME}`,
      UNAME,
    );
    expect(vermagic).toMatch(new RegExp(`^${UNAME.replaceAll('.', '\\.')} `));
  });
});
