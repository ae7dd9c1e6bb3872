/** Smaller things in the change of a thread: offers to undo, generated files, a discussion with the reviewer, comments as a steer, a folder that is gone. */
import { renameSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { commandLine, openScripted } from '#e2e/setup/scripted-thread.ts';
import { complaints, expect, test } from '#e2e/setup/test.ts';

/** The first diff of a page starts what takes diffs apart. */
const FIRST_DIFF = { timeout: 45_000 };
const panel = (page: Page) => page.getByRole('region', { name: 'Changes', exact: true });
const said = (page: Page, words: string) => page.getByRole('paragraph').filter({ hasText: new RegExp(`^${words}$`) });
const script = (steps: readonly object[]): string => `\`\`\`script\n${JSON.stringify(steps)}\n\`\`\``;

test.slow();

test('generated files are folded and say why; an act taken back by key takes its offer along', async ({ home, app, repository }) => {
  repository.write('.gitattributes', 'api/** linguist-generated\n');
  repository.commitAll('Mark what is generated');
  await openScripted(home, app, repository, 'Change by hand and not', [
    {
      do: 'change',
      files: [
        { path: 'api/client.ts', content: 'export const made = true;\n' },
        { path: 'package-lock.json', content: '{ "locked": 1 }\n' },
        { path: 'src/hand.ts', content: 'export const hand = 1;\n' },
      ],
    },
    { do: 'say', text: 'Changed.' },
  ]);
  await expect(panel(home).getByText('export const hand = 1;')).toBeVisible(FIRST_DIFF);
  await expect(panel(home).getByText('lock file', { exact: true })).toBeVisible();
  await expect(panel(home).getByText('generated', { exact: true })).toBeVisible();
  await expect(panel(home).getByText('export const made = true;')).toBeHidden();
  await panel(home).getByRole('button', { name: 'Unfold api/client.ts' }).click();
  await expect(panel(home).getByText('export const made = true;')).toBeVisible();
  await expectAccessible(home);

  await home.keyboard.press('Shift+s');
  const offer = home.getByText('Staged client.ts');
  // It stays as long as the pointer is on it.
  await offer.hover();
  await home.keyboard.press('ControlOrMeta+z');
  await expect(home.getByText('Taken back')).toBeVisible();
  await expect(offer).toBeHidden();
});

test('a comment reaches the running turn as a steer', async ({ home, app, repository }) => {
  await openScripted(home, app, repository, 'Work for long', [
    { do: 'change', files: [{ path: 'src/limit.ts', content: 'export const limit = 60;\n' }] },
    { do: 'run', command: 'while ! test -e go-on; do sleep 0.2; done; rm go-on' },
    { do: 'say', text: 'Worked for long.' },
  ]);
  await panel(home).getByText('export const limit = 60;').click();
  await home.keyboard.press('c');
  const field = panel(home).getByRole('textbox', { name: /comment/i });
  await field.fill(`Say that you saw this.\n\n${script([{ do: 'say', text: 'I saw it while I worked.' }])}`);
  await home.keyboard.press('ControlOrMeta+Enter');
  await panel(home).getByRole('button', { name: 'Other ways to send' }).click();
  await home.getByRole('menuitem', { name: 'Steer the running turn' }).click();
  await expect(home.getByText(/There is a review comment/)).toBeVisible();
  const [thread] = (await commandLine(app, 'ls')) as readonly { readonly worktree: string; readonly id: string }[];
  renameSync(`${thread?.worktree}/README.md`, `${thread?.worktree}/go-on`);
  await expect(said(home, 'I saw it while I worked.')).toBeVisible();
  const shown = (await commandLine(app, 'show', thread?.id ?? '')) as { readonly turns: number };
  expect(shown.turns).toBe(1);
});

const finding = {
  path: 'src/limit.ts',
  side: 'after',
  from: 1,
  severity: 'major',
  title: 'The limit is negative',
  body: 'Nothing is below.',
};
const found = `I read it.\n\n\`\`\`json\n${JSON.stringify({ summary: 'One is wrong.', findings: [finding] })}\n\`\`\``;

test('a finding is discussed with the reviewer in its own thread', async ({ home, app, repository }) => {
  await openScripted(home, app, repository, 'Change the number', [
    { do: 'change', files: [{ path: 'src/limit.ts', content: 'export const limit = -10;\n' }] },
    { do: 'say', text: 'Changed it.' },
  ]);
  await expect(panel(home).getByText('export const limit = -10;')).toBeVisible(FIRST_DIFF);
  await panel(home).getByRole('button', { name: 'Review by an agent' }).click();
  const dialog = home.getByRole('dialog', { name: 'Review by an agent' });
  await dialog.getByRole('textbox', { name: 'Look at this in particular' }).fill(script([{ do: 'say', text: found }]));
  await dialog.getByRole('button', { name: 'Start the review' }).click();
  const card = panel(home).getByRole('article').filter({ hasText: 'The limit is negative' });
  await card.getByRole('button', { name: 'Discuss' }).click();
  await card.getByRole('textbox', { name: 'Ask the reviewer' }).fill(`Is it?\n\n${script([{ do: 'say', text: 'It is: below zero.' }])}`);
  await expectAccessible(home);
  await card.getByRole('button', { name: 'Ask the reviewer' }).click();
  // The word that the review has begun may still stand beside it, with a way of its own to open it.
  await home.getByRole('dialog', { name: 'Asked the reviewer' }).getByRole('button', { name: 'Open', exact: true }).click();
  await expect(said(home, 'It is: below zero.')).toBeVisible();
});

test('a folder that is gone is said in the changes, and what to do', async ({ home, app, repository }) => {
  const id = await openScripted(home, app, repository, 'Change a file', [
    { do: 'change', files: [{ path: 'src/limit.ts', content: 'export const limit = 60;\n' }] },
    { do: 'say', text: 'Changed.' },
  ]);
  await expect(panel(home).getByText('export const limit = 60;')).toBeVisible(FIRST_DIFF);
  const { worktree } = (await commandLine(app, 'show', id)) as { readonly worktree: string };
  renameSync(worktree, `${worktree}-elsewhere`);
  await home.reload();
  await expect(panel(home).getByRole('alert')).toBeVisible();
  await expectAccessible(home);
  renameSync(`${worktree}-elsewhere`, worktree);
  await panel(home).getByRole('button', { name: 'Retry' }).click();
  await expect(panel(home).getByText('export const limit = 60;')).toBeVisible(FIRST_DIFF);
  complaints.get(home)?.splice(0);
});

test('the terminals of a project open on its page, in its checkout', async ({ home, app, repository }) => {
  const project = (await commandLine(app, 'project', 'add', repository.path)) as { readonly id: string };
  await home.goto(new URL(`#/project/${project.id}`, app.address).href);
  await expect(home.getByRole('heading', { name: 'example' })).toBeVisible();
  await home.keyboard.press('Control+j');
  const screen = home.getByRole('region', { name: /^Terminal .*, your shell$/ }).locator('.xterm-screen');
  await expect(screen).toContainText(/[$#]/);
  await screen.click();
  await home.keyboard.type('echo in-$(basename "$PWD")');
  await home.keyboard.press('Enter');
  await expect(screen).toContainText('in-example');
  await expectAccessible(home);
});
