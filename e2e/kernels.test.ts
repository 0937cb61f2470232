import { expect, test } from '@playwright/test';
import { enter } from './enter';
import { expectNoStackTrace } from './expectNoStackTrace';
import { publishKernel } from './publishKernel';

const KERNEL = '5.14.0-432.el9';

test('a new kernel appears on the mirror', async ({ page }) => {
  await enter(page);
  const links = page.getByRole('row').getByRole('link', { name: /\.el9$/ });
  await expect(links.first()).toBeVisible({ timeout: 120_000 });
  await expect(links.filter({ hasText: KERNEL })).toHaveCount(0);

  await test.step('refresh its source', async () => {
    await publishKernel(KERNEL);
    await page.goto('/driver-toolkit/sources');
    const source = page.getByRole('group', { name: 'CentOS Stream 9' });
    await expect(source.getByText('3', { exact: true })).toBeVisible();
    await source.getByRole('button', { name: 'Refresh' }).click();
    await expect(source.getByText('4', { exact: true })).toBeVisible();
    await expectNoStackTrace(page);
  });

  await test.step('see it on top of the list', async () => {
    await page.getByRole('tab', { name: 'Kernels' }).click();
    const first = page.getByRole('row').filter({ hasText: '.el9' }).first();
    await expect(first).toContainText(KERNEL);
  });

  await test.step('open its page', async () => {
    // The catalog gets it some seconds after the list, which links to it from then on, and until it has asked.
    await expect(async () => {
      await page.goto('/driver-toolkit/kernels');
      await links.filter({ hasText: KERNEL }).click({ timeout: 15_000 });
      await expect(
        page.getByRole('heading', { name: KERNEL, exact: true }),
      ).toBeVisible({ timeout: 10_000 });
    }).toPass({ timeout: 120_000 });
    await expect(page.getByText(`${KERNEL}.x86_64+rt`)).toBeVisible();
  });
});
