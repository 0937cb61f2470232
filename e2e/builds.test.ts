import { expect, test, type Page } from '@playwright/test';
import { BUILD_TIMEOUT } from './BUILD_TIMEOUT';
import { Gate } from './Gate';
import { PortalApi } from './PortalApi';
import { buildLog } from './buildLog';
import { chooseKernel } from './chooseKernel';
import { downloadLog } from './downloadLog';
import { enter } from './enter';
import { expectNoStackTrace } from './expectNoStackTrace';
import { expectState } from './expectState';
import { findLeftovers } from './findLeftovers';
import { openKernel } from './openKernel';
import { pressBuild } from './pressBuild';
import { readLog } from './readLog';
import { registerDriver } from './registerDriver';
import { slowDriver } from './slowDriver';

const KERNEL = '5.14.0-391.el9';
const OTHER_KERNEL = '5.14.0-427.el9';

test.setTimeout(600_000);

test('the log of a build stays at its end when the window is resized', async ({
  page,
}) => {
  await enter(page);
  await openKernel(page, KERNEL);
  await pressBuild(page);
  const log = buildLog(page);
  await expect(log.getByText(/STEP \d+\//).last()).toBeVisible({
    timeout: BUILD_TIMEOUT,
  });

  const follow = page.getByRole('button', { name: 'Follow' });
  for (const height of [1300, 600, 900]) {
    await page.setViewportSize({ width: 1280, height });
    const { length } = await log.locator('[data-number]').all();
    expect(length).toBeGreaterThan(0);
    await expect(follow).toBeHidden();
  }
  await expectState(page, 'Succeeded');
  await expect(log.getByText(/^Pushed and read back: /)).toBeVisible();
  await expect
    .poll(() =>
      log.evaluate(
        ({ scrollTop, scrollHeight, clientHeight }) =>
          scrollHeight - scrollTop - clientHeight,
      ),
    )
    .toBeLessThan(2);
});

test.describe('a driver with a slow build', () => {
  let gate: Gate;
  let address: string;

  test.beforeEach(async () => {
    await (await PortalApi.create()).requireToolkitImage(KERNEL);
    gate = await Gate.create();
    address = await registerDriver(`slow-${gate.port}`, slowDriver(gate));
  });

  test.afterEach(() => gate.dispose());

  /** Starts its build and waits until it is in the middle of a step. */
  async function buildToTheGate(page: Page) {
    await enter(page, address);
    await chooseKernel(page, KERNEL);
    await pressBuild(page);
    await expectWaiting(page);
  }

  async function expectWaiting(page: Page) {
    await expect(
      buildLog(page)
        .getByText(/^waiting, \d+\. time$/)
        .last(),
    ).toBeVisible({ timeout: BUILD_TIMEOUT });
  }

  test('a reload in the middle of the log loses no line and shows none twice', async ({
    page,
  }) => {
    await buildToTheGate(page);
    await page.reload();

    await expectWaiting(page);
    await expectState(page, 'Running');
    await expect(page.getByText(/^Live · \d+ lines$/)).toBeVisible();
    const before = await readLog(buildLog(page));
    await gate.open();
    await expectState(page, 'Succeeded');

    const lines = await readLog(buildLog(page));
    expect(lines).toEqual(await downloadLog(page));
    expect(lines.slice(0, before.length)).toEqual(before);
    expect(lines).toContain('finished part 300 of 300');
    expect(lines).toContainEqual(
      expect.stringMatching(/^Pushed and read back: /),
    );
  });

  test('a build continues when the browser is killed', async ({
    page,
    playwright,
    baseURL,
  }, { project }) => {
    const server = await playwright.chromium.launchServer(
      project.use.launchOptions,
    );
    const browser = await playwright.chromium.connect(server.wsEndpoint());
    await buildToTheGate(await browser.newPage({ baseURL }));
    await server.kill();

    await enter(page, address);
    await expectState(page, 'Running');
    await gate.open();
    await expectState(page, 'Succeeded');
    const history = buildsOn(page);
    await expect(history).toHaveCount(1);
    await expect(history.getByText('Succeeded')).toBeVisible();
  });

  test('a build cancelled in the middle of a step leaves nothing behind, and can be built again', async ({
    page,
  }) => {
    const step = `wait.sh ${gate.port}`;
    await buildToTheGate(page);
    expect(await findLeftovers(step)).not.toEqual([]);

    await page.getByRole('button', { name: 'Cancel build' }).click();
    await page
      .getByRole('dialog', { name: 'Cancel this build?' })
      .getByRole('button', { name: 'Cancel build' })
      .click();
    await expectState(page, 'Cancelled');
    await expect.poll(() => findLeftovers(step)).toEqual([]);
    await expectNoStackTrace(page);

    await gate.open();
    await pressBuild(page);
    await expectState(page, 'Succeeded');
    const history = buildsOn(page);
    await expect(history).toHaveCount(2);
    await expect(history.getByText('Cancelled')).toBeVisible();
  });
});

test('two people who request the same build at once share it', async ({
  page,
  browser,
  baseURL,
}) => {
  const other = await browser.newPage({ baseURL });
  const pages = [page, other];
  for (const one of pages) {
    await enter(one);
    await openKernel(one, OTHER_KERNEL);
    await expect(one.getByText('A build creates it.')).toBeVisible();
  }
  await Promise.all(pages.map(pressBuild));

  const notices = await Promise.all(
    pages.map(async one => {
      const notice = one.getByText(/^(A build|Build) for 5\.14\.0-427\.el9 /);
      return notice.textContent();
    }),
  );
  expect(notices.sort()).toEqual([
    'A build for 5.14.0-427.el9 is already under way; here it is.',
    'Build for 5.14.0-427.el9 queued',
  ]);
  const ids = pages.map(one => new URL(one.url()).searchParams.get('build'));
  expect(ids[0]).toMatch(/./);
  expect(ids[1]).toBe(ids[0]);
  for (const one of pages) {
    await expectState(one, 'Succeeded');
    await expect(
      one.getByRole('row').filter({ hasText: OTHER_KERNEL }),
    ).toHaveCount(1);
  }
  await other.close();
});

/** The builds of the kernel in the history on a driver's page. */
function buildsOn(page: Page) {
  return page
    .getByRole('region', { name: 'History' })
    .getByRole('row')
    .filter({ hasText: KERNEL });
}
