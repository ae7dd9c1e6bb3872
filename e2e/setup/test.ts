/**
 * The `test` that journeys use. `app` is a running server on a data folder of its own, `home` a page that is signed
 * in to it, `repository` a fresh one. A page that logs an error, or an app that does not end cleanly, fails the test.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { makeRepository, type Repository } from './repository.ts';
import { openShell, type Shell } from './shell.ts';
import { startApp, type RunningApp } from './running-app.ts';

export interface Fixtures {
  /** Removed after the test, with all in it. */
  readonly folder: string;
  readonly dataFolder: string;
  readonly repository: Repository;
  readonly app: RunningApp;
  readonly home: Page;
  /** The command line in the repository. With `app` it talks to that one; without, somebody has to end the core it starts. */
  readonly shell: Shell;
}

export { expect };

/** What the page has complained about so far; a test that expects a complaint takes it out. */
export const complaints = new WeakMap<Page, string[]>();

/** Collects errors of the page: thrown, logged, or refused by its policy. */
export const watchComplaints = (page: Page): string[] => {
  const found: string[] = [];
  complaints.set(page, found);
  page.on('pageerror', (error) => found.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') found.push(message.text());
  });
  return found;
};

export const test = base.extend<Fixtures>({
  // Playwright reads from the first parameter which fixtures are wanted.
  // oxlint-disable-next-line no-empty-pattern
  folder: async ({}, use) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-e2e-')));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  dataFolder: async ({ folder }, use) => use(join(folder, 'data')),
  repository: async ({ folder }, use) => use(makeRepository(join(folder, 'example'))),
  app: async ({ dataFolder }, use) => {
    const app = await startApp({ dataFolder });
    await use(app);
    expect(await app.stop(), `the app's exit code; it said: ${app.errors()}`).toBe(0);
  },
  shell: async ({ dataFolder, repository }, use) => use(openShell(dataFolder, repository.path)),
  home: async ({ app, page }, use) => {
    const found = watchComplaints(page);
    await page.goto(app.addressWithToken);
    await use(page);
    expect(found, 'errors of the page').toEqual([]);
  },
});
