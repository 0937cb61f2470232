import { defineConfig } from '@playwright/test';

// The tests drive a running portal; `npm test` starts one and names it here.
const baseURL = process.env.PLAYWRIGHT_URL ?? 'http://localhost:3000';

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.test.ts',
  outputDir: '.cache/e2e/results',
  // The tests walk one portal and one lab, each building on what the one before left.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  // A test may build images with podman.
  timeout: 5 * 60_000,
  expect: { timeout: 15_000 },
  reporter: [
    ['list', { printSteps: true }],
    ['json', { outputFile: '.cache/e2e/report.json' }],
  ],
  use: {
    baseURL,
    // What is not there fails soon, not when the whole test's time is up.
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
});
