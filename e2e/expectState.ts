import { expect, type Page } from '@playwright/test';
import { BUILD_TIMEOUT } from './BUILD_TIMEOUT';

/** Waits until the build that a page shows is in a state. */
export async function expectState(page: Page, state: string): Promise<void> {
  await expect(page.getByRole('status', { name: 'Build state' })).toHaveText(
    state,
    { timeout: BUILD_TIMEOUT },
  );
}
