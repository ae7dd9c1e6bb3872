/** The `test` of the desktop's specs: the built desktop app on a data folder of its own, and its first page. */
import { expect, type Page } from '@playwright/test';
import type { ThreadId } from '#contract/ids.ts';
import { launchDesktop, type DesktopApp } from '#e2e/electron-double/launch.ts';
import { callFromPage } from './page-core.ts';
import type { Repository } from './repository.ts';
import { test as base } from './test.ts';

interface DesktopFixtures {
  readonly desktop: DesktopApp;
  readonly window: Page;
}

export { expect };

export const test = base.extend<DesktopFixtures>({
  desktop: async ({ dataFolder }, use) => {
    const desktop = await launchDesktop({ dataFolder });
    await use(desktop);
    await desktop.close();
  },
  window: async ({ desktop }, use) => {
    const window = await desktop.firstWindow();
    // The first screen is there when the core has answered.
    await expect(window.locator('#root > *').first()).toBeVisible();
    await use(window);
  },
});

/** Starts a thread of the scripted agent that plays these steps, in this repository. */
export const startThread = async (window: Page, repository: Repository, words: string, steps: readonly object[]): Promise<ThreadId> => {
  const project = await callFromPage(window, 'projects.add', { path: repository.path });
  const prompt = `${words}\n\n\`\`\`script\n${JSON.stringify({ steps })}\n\`\`\``;
  return (await callFromPage(window, 'threads.create', { project: project.id, prompt, agent: 'scripted', title: words })).id;
};
