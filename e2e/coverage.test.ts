import { expect, test } from '@playwright/test';
import { BUILD_TIMEOUT } from './BUILD_TIMEOUT';
import { Gate } from './Gate';
import { PortalApi } from './PortalApi';
import { enter } from './enter';
import { expectNoStackTrace } from './expectNoStackTrace';
import { expectState } from './expectState';
import { registerDriver } from './registerDriver';
import { slowDriver } from './slowDriver';

const KERNEL = '5.14.0-391.el9';
/** Only the last test builds for it. */
const MISSING_KERNEL = '5.14.0-404.el9';

test.setTimeout(600_000);

test('the coverage shows what is missing, and fills a gap', async ({
  page,
}) => {
  const driver = `covered-${Date.now().toString(36)}`;
  const gate = await Gate.create();
  await (await PortalApi.create()).requireToolkitImage(KERNEL);
  await registerDriver(driver, slowDriver(gate));
  const row = (kernel: string) =>
    page.getByRole('row').filter({ hasText: kernel });
  const driverCell = (kernel: string) => row(kernel).getByRole('cell').last();

  await test.step('see which kernel has an image', async () => {
    await enter(page, '/driver-toolkit/coverage');
    await expect(
      row(KERNEL).getByRole('link', { name: /^(Image present|Stale)$/ }),
    ).toBeVisible({ timeout: 120_000 });
    await expect(row(MISSING_KERNEL).getByText('No image')).toBeVisible();
    await expect(
      page.getByRole('button', {
        name: `Build the toolkit image for ${MISSING_KERNEL}, x86_64`,
      }),
    ).toBeEnabled();
  });

  await test.step('narrow it to one driver', async () => {
    await page.getByRole('button', { name: /Driver container/ }).click();
    await page.getByRole('searchbox', { name: 'Search' }).fill(driver);
    await page.getByRole('option', { name: driver }).click();
    await expect(page.getByRole('columnheader').last()).toHaveText(driver);
    await expect(driverCell(MISSING_KERNEL)).toContainText(
      'needs the toolkit image',
    );
  });

  await test.step('build it where it is missing', async () => {
    await page
      .getByRole('button', { name: `Build ${driver} for ${KERNEL}, x86_64` })
      .click();
    await expect(
      driverCell(KERNEL).getByRole('link', { name: /Queued|Running/ }),
    ).toBeVisible();
    await gate.open();
    await expect(
      driverCell(KERNEL).getByRole('link', { name: 'Succeeded' }),
    ).toBeVisible({ timeout: BUILD_TIMEOUT });
    await expectNoStackTrace(page);
  });

  await test.step('open the build', async () => {
    await driverCell(KERNEL).getByRole('link', { name: 'Succeeded' }).click();
    await expect(page).toHaveURL(/\/driver-toolkit\/builds\?build=/);
    await expectState(page, 'Succeeded');
  });
  await gate.dispose();
});
