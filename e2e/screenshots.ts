/**
 * Takes the pictures of docs/screenshots from the built app with the demo: board, thread, new task and first run, in both
 * themes, on a desk and on a phone. Run by hand after a change of the screen: `node e2e/screenshots.ts`; they are committed.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { buildApp } from '#scripts/app-build.ts';
import { fail, inRoot } from '#scripts/checkout.ts';
import { chromiumArguments, findChromium } from '#scripts/find-chromium.ts';
import { startApp, type RunningApp } from './setup/running-app.ts';
import { commandLine } from './setup/scripted-thread.ts';

const folder = inRoot('docs', 'screenshots');
const themes = ['dark', 'light'] as const;
const sizes = {
  desk: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1, hasTouch: false },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
} as const;

type Scene = (page: Page, app: RunningApp) => Promise<void>;

/** Opens a page for each theme and size, brings it to the scene and takes the picture. */
const take = async (browser: Browser, app: RunningApp, name: string, scene: Scene): Promise<void> => {
  for (const colorScheme of themes) {
    for (const [size, options] of Object.entries(sizes)) {
      const context = await browser.newContext({ ...options, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(app.addressWithToken);
      // The page that takes the token moves on by itself.
      await page.waitForURL((address) => !address.searchParams.has('token'));
      await scene(page, app);
      await page.waitForLoadState('networkidle');
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}${size === 'phone' ? '-phone' : ''}.png`) });
      await context.close();
    }
  }
};

interface ListedThread {
  readonly id: string;
  readonly title: string;
}

const listThreads = async (app: RunningApp): Promise<readonly ListedThread[]> => (await commandLine(app, 'ls')) as readonly ListedThread[];

/** Starts the demo as a new user does and waits until its tasks have come to where they wait for a person. */
const startDemo = async (browser: Browser, app: RunningApp): Promise<void> => {
  const page = await browser.newPage();
  await page.goto(app.addressWithToken);
  await page.getByRole('button', { name: 'Start the demo' }).click();
  await page.getByRole('article').nth(3).waitFor();
  const threads = await listThreads(app);
  // One of the demo's tasks works on for long; the others come to rest or to a question.
  await Promise.any(threads.map(({ id }) => commandLine(app, 'wait', id, '--for', 'review', '--timeout', '120')));
  await Promise.any(threads.map(({ id }) => commandLine(app, 'wait', id, '--for', 'needs-you', '--timeout', '120')));
  await page.close();
};

const openThread =
  (id: string): Scene =>
  async (page, app) => {
    await page.goto(new URL(`#/thread/${id}`, app.address).href);
    await page.getByRole('textbox').first().waitFor();
    // On a phone the changes are behind a tab.
    if ((page.viewportSize()?.width ?? 0) > 600) await page.locator('.diff-list').getByText('assert').first().waitFor();
  };

const takeAll = async (browser: Browser, app: RunningApp): Promise<void> => {
  await take(browser, app, 'first-run', (page) => page.getByRole('button', { name: 'Start the demo' }).waitFor());
  await startDemo(browser, app);
  await take(browser, app, 'board', (page) => page.getByRole('article').first().waitFor());
  await take(browser, app, 'new-task', async (page) => {
    await page.getByRole('article').first().waitFor();
    await page.getByRole('button', { name: /New task/ }).click();
    await page.getByRole('dialog').getByRole('textbox').first().fill('Refuse parcels heavier than 30 kg, with a test for the border.');
  });
  const asked = (await commandLine(app, 'approvals')) as readonly { readonly thread: string; readonly kind: string }[];
  const asking = asked.find(({ kind }) => kind === 'command') ?? fail('No task of the demo asks to run a command.');
  const fixed = (await listThreads(app)).find(({ title }) => title.startsWith('Round tax')) ?? fail('The demo rounds no tax.');
  await take(browser, app, 'thread-asks', openThread(asking.thread));
  await take(browser, app, 'thread', openThread(fixed.id));
};

const executablePath = findChromium() ?? fail('There is no Chromium to take pictures with.');
await buildApp({ force: false });
mkdirSync(folder, { recursive: true });
const dataFolder = mkdtempSync(join(tmpdir(), 'switchyard-pictures-'));
const app = await startApp({ dataFolder });
const browser = await chromium.launch({ executablePath, args: chromiumArguments() });
try {
  await takeAll(browser, app);
} finally {
  await browser.close();
  await app.stop();
  rmSync(dataFolder, { recursive: true, force: true });
}
