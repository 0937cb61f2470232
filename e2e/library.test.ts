import { expect, test } from '@playwright/test';
import { enter } from './enter';
import { expectNoStackTrace } from './expectNoStackTrace';
import { expectState } from './expectState';
import { startLibraryPortal } from './startLibraryPortal';

test.setTimeout(600_000);

test('without a library, the page says how to configure one', async ({
  page,
}) => {
  await enter(page, '/driver-toolkit/libraries');

  await expect(page.getByText(/No library is configured/)).toBeVisible();
  await expect(page.getByText(/kernelSource: centos-stream-9/)).toContainText(
    'imageRepository: lab',
  );
  await expectNoStackTrace(page);
});

test.describe('with a library', () => {
  let portal: Awaited<ReturnType<typeof startLibraryPortal>>;

  test.beforeAll(async () => {
    portal = await startLibraryPortal();
  });

  test.afterAll(() => portal?.stop());

  test('the newest kernel gets its image automatically', async ({ page }) => {
    const libraries = `${portal.url}/driver-toolkit/libraries`;
    const library = page.getByRole('group', {
      name: 'CentOS Stream 9 in Library',
    });
    const images = library.getByRole('list', { name: 'Images' });

    await test.step('the first run queued its build', async () => {
      await enter(page, libraries);
      await expect(
        library.getByText('the newest kernel', { exact: true }),
      ).toBeVisible();
      await expect(images.getByText('Queued')).toBeVisible({
        timeout: 120_000,
      });
      await expect(library.getByText(/on schedule/)).toBeVisible();
    });

    await test.step('the build succeeds', async () => {
      await images.getByRole('link', { name: 'Open its build' }).click();
      await expectState(page, 'Succeeded');
    });

    await test.step('another run finds nothing to do', async () => {
      await page.goto(libraries);
      await library.getByRole('button', { name: 'Run now' }).click();
      await expect(
        library.getByText('Nothing was missing or old.'),
      ).toBeVisible({ timeout: 60_000 });
      await library.getByRole('button', { name: /1 build queued$/ }).click();
      await expect(images.getByText('It was missing.')).toBeVisible();
      await expectNoStackTrace(page);
    });
  });
});
