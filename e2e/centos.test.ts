import { expect, test, type Page } from '@playwright/test';
import { enter } from './enter';
import { expectNoStackTrace } from './expectNoStackTrace';
import { startOfflinePortal } from './startOfflinePortal';

/** A source is read some seconds after the start. */
const READING_TIMEOUT = 60_000;

let portal: Awaited<ReturnType<typeof startOfflinePortal>>;

test.beforeAll(async () => {
  portal = await startOfflinePortal();
});

test.afterAll(() => portal?.stop());

test('on the public mirrors without a network, the portal says what it cannot reach', async ({
  page,
}) => {
  const open = (address: string) => page.goto(`${portal.url}${address}`);

  await test.step('sources name the server that was not reached', async () => {
    await enter(page, `${portal.url}/driver-toolkit/sources`);
    await expectUnreachable(page, 'CentOS Stream 9', 'mirrors.centos.org');
    await expectUnreachable(page, 'GitHub Container Registry', 'ghcr.io');
  });

  await test.step('another try shows the same message', async () => {
    const source = page.getByRole('group', { name: 'CentOS Stream 9' });
    const tried = page.waitForResponse(/\/sources\/centos-stream-9\/refresh$/);
    await source.getByRole('button', { name: 'Refresh' }).click();
    expect((await tried).status()).toBe(200);
    await expectUnreachable(page, 'CentOS Stream 9', 'mirrors.centos.org');
  });

  await test.step('the list of kernels says why it is empty', async () => {
    await open('/driver-toolkit/kernels');
    await expect(page.getByText('No kernels yet.')).toBeVisible();
    await expect(page.getByText(/mirrors\.centos\.org/)).toBeVisible();
    await expectNoStackTrace(page);
  });

  await test.step('builders, builds, templates and catalog work', async () => {
    await open('/driver-toolkit/builders');
    await expect(page.getByRole('heading', { name: 'local' })).toBeVisible();
    await expect(page.getByText('Reachable', { exact: true })).toBeVisible();
    await expectNoStackTrace(page);

    await open('/driver-toolkit/builds');
    await expect(page.getByText(/^No builds yet\./)).toBeVisible();

    await open('/create');
    await expect(page.getByText('Driver container').first()).toBeVisible();
    await page.getByRole('button', { name: 'Choose' }).first().click();
    await expect(page.getByLabel('Name')).toBeVisible();
    await expectNoStackTrace(page);

    await open('/catalog?filters%5Bkind%5D=group');
    await expect(page.getByRole('link', { name: 'Drivers' })).toBeVisible();
    await expectNoStackTrace(page);
  });
});

async function expectUnreachable(page: Page, title: string, server: string) {
  const source = page.getByRole('group', { name: title });
  await expect(
    source.getByRole('alert').filter({ hasText: server }),
  ).toBeVisible({ timeout: READING_TIMEOUT });
  await expectNoStackTrace(page);
}
