/**
 * Takes the pictures of docs/screenshots from the built app with the demo: board, thread, new task and first run, in both
 * themes, on a desk and on a phone. Run by hand after a change of the screen: `node e2e/screenshots.ts`; they are committed.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { findCore, type CoreSession } from '#main/cli/core-session.ts';
import { buildApp } from '#scripts/app-build.ts';
import { fail, inRoot } from '#scripts/checkout.ts';
import { chromiumArguments, findChromium } from '#scripts/find-chromium.ts';
import { startApp, type RunningApp } from './setup/running-app.ts';

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
      await scene(page, app);
      await page.waitForLoadState('networkidle');
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}${size === 'phone' ? '-phone' : ''}.png`) });
      await context.close();
    }
  }
};

/** Waits until the demo's tasks have come to where they wait for a person. */
const untilDemoRests = (session: CoreSession): Promise<void> =>
  new Promise((resolve) => {
    const stop = session.watchBoard((board) => {
      const waiting = board.threads.filter((thread) => thread.state.kind === 'waiting').length;
      const ready = board.threads.filter((thread) => thread.state.kind === 'idle' && thread.changes.files > 0).length;
      if (waiting < 2 || ready < 1) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });

const openThread =
  (id: string): Scene =>
  async (page, app) => {
    await page.goto(new URL(`#/thread/${id}`, app.address).href);
    await page.getByRole('textbox').first().waitFor();
  };

const takeAll = async (browser: Browser, app: RunningApp, session: CoreSession): Promise<void> => {
  await take(browser, app, 'first-run', (page) => page.getByRole('button', { name: 'Start the demo' }).waitFor());
  await session.call('settings.set', { welcomed: true });
  await session.call('app.demo', {});
  await untilDemoRests(session);
  const { threads, approvals } = await session.snapshot('board', {});
  await take(browser, app, 'board', (page) => page.getByRole('article').first().waitFor());
  await take(browser, app, 'new-task', async (page) => {
    await page.getByRole('article').first().waitFor();
    await page.getByRole('button', { name: /New task/ }).click();
    await page.getByRole('dialog').getByRole('textbox').first().fill('Refuse parcels heavier than 30 kg, with a test for the border.');
  });
  const asking = threads.find((thread) => thread.id === approvals.find((approval) => approval.kind === 'command')?.thread);
  const ready = threads.find((thread) => thread.state.kind === 'idle' && thread.changes.files > 0);
  if (asking !== undefined) await take(browser, app, 'thread-asks', openThread(asking.id));
  if (ready !== undefined) await take(browser, app, 'thread', openThread(ready.id));
};

const executablePath = findChromium() ?? fail('There is no Chromium to take pictures with.');
await buildApp({ force: false });
mkdirSync(folder, { recursive: true });
const dataFolder = mkdtempSync(join(tmpdir(), 'switchyard-pictures-'));
const app = await startApp({ dataFolder });
const browser = await chromium.launch({ executablePath, args: chromiumArguments() });
try {
  const session = (await findCore(dataFolder)) ?? fail(`The app does not answer: ${app.errors()}`);
  await takeAll(browser, app, session);
  session.close();
} finally {
  await browser.close();
  await app.stop();
  rmSync(dataFolder, { recursive: true, force: true });
}
