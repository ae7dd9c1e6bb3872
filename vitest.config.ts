import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{contract,main,preload,renderer,sandbox,scripts,bench}/**/*.test.ts?(x)'],
    pool: 'forks',
    testTimeout: 30_000,
    maxWorkers: 2,
  },
});
