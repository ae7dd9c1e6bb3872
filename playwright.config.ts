/** The built app in a real browser. The runner is called by scripts/test.ts, which builds first. */
import { defineConfig } from '@playwright/test';
import { chromiumArguments, findChromium } from './scripts/find-chromium.ts';

const chromium = findChromium();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'out/e2e',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 2,
  // A machine that others use too is slow at times; a test that needed its second chance is named as flaky.
  retries: process.env.CI === undefined ? 0 : 1,
  forbidOnly: process.env.CI !== undefined,
  use: {
    headless: true,
    launchOptions: { ...(chromium === null ? {} : { executablePath: chromium }), args: chromiumArguments() },
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
});
