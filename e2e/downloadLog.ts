import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';

/** Saves the log of the build that a page shows, and reads its lines from the file. */
export async function downloadLog(page: Page): Promise<string[]> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download log' }).click();
  const text = await readFile(await (await download).path(), 'utf8');
  return text.replace(/\n$/, '').split('\n');
}
