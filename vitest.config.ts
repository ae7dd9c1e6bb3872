import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{contract,main,preload,renderer,sandbox,scripts,bench}/**/*.test.ts?(x)'],
    pool: 'forks',
    testTimeout: 60_000,
    // As in playwright.config.ts.
    retry: process.env['CI'] === undefined ? 0 : 1,
    maxWorkers: 2,
  },
});
