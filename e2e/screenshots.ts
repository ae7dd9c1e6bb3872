/**
 * Takes the pictures of docs/screenshots from the built app with the demo and a repository with work under way, in both
 * themes, on a desk and on a phone. Run by hand after a change of the screen: `node e2e/screenshots.ts`; they are committed.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { buildApp } from '#scripts/app-build.ts';
import { fail, inRoot } from '#scripts/checkout.ts';
import { chromiumArguments, findChromium } from '#scripts/find-chromium.ts';
import { makeRepository } from './setup/repository.ts';
import { makeWorkScenes } from './setup/work-scenes.ts';
import { startApp, type RunningApp } from './setup/running-app.ts';
import { commandLine } from './setup/scripted-thread.ts';
import { atWork, everything, form } from './setup/shown-scenes.ts';

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
    if ((page.viewportSize()?.width ?? 0) > 600)
      await page.getByRole('region', { name: 'Changes', exact: true }).getByText('assert').first().waitFor();
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

const at =
  (hash: string, there: (page: Page) => Promise<unknown>): Scene =>
  async (page, app) => {
    await page.goto(new URL(hash, app.address).href);
    await there(page);
  };

const runCommand = async (page: Page, words: string): Promise<void> => {
  await page.keyboard.press('Control+Shift+P');
  await page.getByRole('dialog').getByRole('combobox').fill(`>${words}`);
  await page.getByRole('option').first().click();
};

/** What becomes of changes: conflicts, races, overlaps, long tasks; a terminal below; what was allowed for good. */
const takeWork = async (browser: Browser, app: RunningApp, repository: string): Promise<void> => {
  const { project, conflicting, race, longTask } = await makeWorkScenes(app, repository);
  const thread = `#/thread/${conflicting}`;
  const composer = (page: Page) => page.getByRole('textbox', { name: 'Message to the agent' });
  await take(
    browser,
    app,
    'race',
    at(`#/race/${race}`, (page) => page.getByText('passed').nth(1).waitFor()),
  );
  await take(
    browser,
    app,
    'overlaps',
    at(`#/radar/${project}`, (page) =>
      page
        .getByText(/Would conflict/)
        .first()
        .waitFor(),
    ),
  );
  await take(
    browser,
    app,
    'long-task',
    at(`#/long/${longTask}`, (page) =>
      page
        .getByText(/Passed in round/)
        .first()
        .waitFor(),
    ),
  );
  await take(
    browser,
    app,
    'approvals',
    at('#/settings/approvals', (page) => page.getByRole('heading', { name: 'Approvals' }).waitFor()),
  );
  await take(
    browser,
    app,
    'conflict',
    at(thread, async (page) => {
      await composer(page).waitFor();
      await runCommand(page, 'take in the base');
      await page.getByText('Conflict 1 of 1').waitFor();
    }),
  );
  await take(
    browser,
    app,
    'terminal',
    at(thread, async (page) => {
      await composer(page).waitFor();
      await page.keyboard.press('Control+j');
      await page.locator('.xterm-rows').first().getByText(/[$#]/).first().waitFor();
    }),
  );
};

/** What agents say beside words. The steps answer a second message, so that no script stands in the picture. */
const beginShown = async (app: RunningApp, project: string, words: string, steps: readonly object[]): Promise<string> => {
  const script = JSON.stringify({
    steps: [
      { do: 'title', title: words },
      { do: 'say', text: 'Ready.' },
    ],
    then: [steps],
  });
  const prompt = `Get ready\n\n\`\`\`script\n${script}\n\`\`\``;
  const thread = (await commandLine(app, 'new', '--project', project, '--agent', 'scripted', prompt)) as ListedThread;
  await commandLine(app, 'wait', thread.id, '--for', 'review');
  await commandLine(app, 'send', thread.id, words);
  return thread.id;
};

const takeShown = async (browser: Browser, app: RunningApp, repository: string): Promise<void> => {
  const project = (await commandLine(app, 'project', 'add', makeRepository(repository).path)) as { readonly id: string };
  const answered = await beginShown(app, project.id, 'The log grows over night (ATL-214). Find out why.', everything);
  const working = await beginShown(app, project.id, 'Who holds a read transaction for long?', atWork);
  const asking = await beginShown(app, project.id, 'Send the report', form);
  await take(
    browser,
    app,
    'agent-says',
    at(`#/thread/${answered}`, (page) => page.getByRole('list', { name: 'Sources' }).waitFor()),
  );
  await take(
    browser,
    app,
    'sub-agents',
    at(`#/thread/${working}`, async (page) => {
      const row = page.getByRole('button', { name: /Explore the export/ });
      await row.click();
      await page.getByRole('region', { name: 'Result' }).waitFor();
    }),
  );
  await take(
    browser,
    app,
    'agent-form',
    at(`#/thread/${asking}`, (page) => page.getByLabel('How many rows at most').waitFor()),
  );
};

const executablePath = findChromium() ?? fail('There is no Chromium to take pictures with.');
await buildApp({ force: false });
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath, args: chromiumArguments() });

/** On a data folder of its own, with these agents beside the usual ones. */
const inApp = async (agents: object, use: (app: RunningApp, dataFolder: string) => Promise<void>): Promise<void> => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'switchyard-pictures-'));
  writeFileSync(join(dataFolder, 'config.json'), JSON.stringify({ agents }));
  const app = await startApp({ dataFolder });
  try {
    await use(app, dataFolder);
  } finally {
    await app.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
};

try {
  await inApp({}, (app) => takeAll(browser, app));
  await inApp({}, (app, dataFolder) => takeShown(browser, app, join(dataFolder, 'atlas')));
  // A second agent to race against.
  const careful = { careful: { backend: 'scripted', label: 'Careful agent' } };
  await inApp(careful, (app, dataFolder) => takeWork(browser, app, join(dataFolder, 'parcels')));
} finally {
  await browser.close();
}
