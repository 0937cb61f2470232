import { expect, test } from '@playwright/test';
import { Gate } from './Gate';
import { PortalApi } from './PortalApi';
import { chooseKernel } from './chooseKernel';
import { enter } from './enter';
import { expectNoStackTrace } from './expectNoStackTrace';
import { expectState } from './expectState';
import { pressBuild } from './pressBuild';
import { readLab } from './readLab';
import { registerDriver } from './registerDriver';
import { slowDriver } from './slowDriver';

const KERNEL = '5.14.0-391.el9';
const suffix = Date.now().toString(36);

test.setTimeout(600_000);

let api: PortalApi;

test.beforeAll(async () => {
  api = await PortalApi.create();
  await api.requireToolkitImage(KERNEL);
});

test('only kernels with a toolkit image can be chosen', async ({ page }) => {
  const gate = await Gate.create();
  const address = await registerDriver(`choose-${suffix}`, slowDriver(gate));
  await enter(page, address);
  await expect(page.getByText('No builds yet.')).toBeVisible();

  await page.getByRole('combobox', { name: 'Kernel' }).click();
  const options = page.getByRole('option');
  await expect(options.filter({ hasText: KERNEL })).toBeVisible();
  const kernels = await api.kernelsWithImage();
  await expect(options).toHaveCount(kernels.length);
  for (const kernel of kernels) {
    await expect(options.filter({ hasText: kernel })).toBeVisible();
  }
});

test('a driver is refused if its images may not be pushed to their repository', async ({
  page,
}) => {
  const { registry } = await readLab();
  const gate = await Gate.create();
  const address = await registerDriver(
    `elsewhere-${suffix}`,
    slowDriver(gate),
    { image: 'ghcr.io/somebody/else' },
  );
  const sentence = `may not be pushed to ghcr.io/somebody/else. They may be pushed to ${registry}/drivers`;
  await enter(page, address);
  // The page says so in advance, and the API answers the same.
  await expect(
    page.getByRole('alert').filter({ hasText: 'This driver can’t be built' }),
  ).toContainText(sentence);

  await chooseKernel(page, KERNEL);
  await pressBuild(page);
  await expect(
    page.getByRole('alert').filter({ hasText: 'Couldn’t queue the build' }),
  ).toContainText(sentence);
  await expect(page.getByText('No builds yet.')).toBeVisible();
  await expectNoStackTrace(page);
});

test('a repository without a Containerfile fails with a clear message', async ({
  page,
}) => {
  const address = await registerDriver(`empty-${suffix}`, {
    'README.md': '# Nothing to build\n',
  });
  await enter(page, address);
  await chooseKernel(page, KERNEL);
  await pressBuild(page);

  await expectState(page, 'Failed');
  await expect(
    page.getByRole('alert').filter({ hasText: 'Containerfile' }),
  ).toContainText('has neither a Containerfile nor a Dockerfile at its top');
  await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible();
  await expectNoStackTrace(page);
});
