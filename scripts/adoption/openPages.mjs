import { chromium } from '@playwright/test';
import { KERNEL } from './expectSuite.mjs';

const TIMEOUT_MS = 60_000;

/**
 * Opens the plugin's pages in a browser: the list of kernels, then the log of a build.
 *
 * @param {string} executablePath of Chromium
 * @param {string} url of the portal
 * @param {string} build its id
 */
export async function openPages(executablePath, url, build) {
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    await page.goto(`${url}/driver-toolkit`);
    await page.getByRole('button', { name: 'Enter' }).click();
    // The sidebar must link there, too.
    await page.getByRole('link', { name: 'Driver Toolkit' }).first().waitFor();
    await page.getByText(KERNEL, { exact: true }).first().waitFor();
    await page.goto(`${url}/driver-toolkit/builds?build=${build}`);
    await page
      .getByRole('log', { name: 'Build log' })
      .getByText('STEP', { exact: false })
      .first()
      .waitFor();
  } finally {
    await browser.close();
  }
}
