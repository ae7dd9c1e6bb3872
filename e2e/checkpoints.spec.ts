/** Going back: files and conversation restored to before a turn, taken back again, and a thread that begins anew from there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { commandLine, openScripted } from '#e2e/setup/scripted-thread.ts';
import { expect, test } from '#e2e/setup/test.ts';

const panel = (page: Page) => page.getByRole('region', { name: 'Changes', exact: true });
const said = (page: Page, words: string) => page.getByRole('paragraph').filter({ hasText: new RegExp(`^${words}$`) });
const turnMenu = async (page: Page, turn: number, entry: string): Promise<void> => {
  await page.getByRole('button', { name: 'What can be done with this turn' }).nth(turn).click();
  await page.getByRole('menuitem', { name: entry }).click();
};
const say = (text: string): object => ({ do: 'say', text });
const write = (path: string, content: string): object => ({ do: 'change', files: [{ path, content }] });
const first = [write('src/one.ts', 'export const one = 1;\n'), say('Made one.')];
const second = [write('src/one.ts', 'export const one = 11;\n'), write('src/two.ts', 'export const two = 2;\n'), say('Made two.')];

const twoTurns = async (home: Page, app: Parameters<typeof commandLine>[0], repository: Parameters<typeof openScripted>[2]) => {
  const thread = await openScripted(home, app, repository, 'Make one', first, [second]);
  await expect(said(home, 'Made one.')).toBeVisible();
  await commandLine(app, 'send', thread, 'Make two');
  await expect(said(home, 'Made two.')).toBeVisible();
  const { worktree } = (await commandLine(app, 'show', thread)) as { readonly worktree: string };
  const text = (path: string): string | null => (existsSync(join(worktree, path)) ? readFileSync(join(worktree, path), 'utf8') : null);
  return { thread, worktree, files: () => ({ one: text('src/one.ts'), two: text('src/two.ts') }) };
};
const afterFirst = { one: 'export const one = 1;\n', two: null };
const afterSecond = { one: 'export const one = 11;\n', two: 'export const two = 2;\n' };

test('both are restored to before a turn, and taken back', async ({ home, app, repository }) => {
  test.setTimeout(180_000);
  const { files } = await twoTurns(home, app, repository);
  expect(files()).toEqual(afterSecond);

  await test.step('files only, seen before', async () => {
    await turnMenu(home, 1, 'Restore files to before this turn…');
    const dialog = home.getByRole('dialog', { name: 'Go back to before this turn' });
    await expect(dialog.getByText('2 files in the folder will change')).toBeVisible();
    await expect(dialog.getByText('src/two.ts')).toBeVisible();
    await expectAccessible(home);
    await dialog.getByRole('button', { name: 'Restore the files' }).click();
    await expect(dialog).toBeHidden();
    expect(files()).toEqual(afterFirst);
    await expect(said(home, 'Made two.')).toBeVisible();
    await home.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(files).toEqual(afterSecond);
  });

  await test.step('the conversation only', async () => {
    await turnMenu(home, 1, 'Restore the conversation to before this turn…');
    const dialog = home.getByRole('dialog', { name: 'Go back to before this turn' });
    await expect(dialog.getByText(/of the conversation are set aside/)).toBeVisible();
    await dialog.getByRole('button', { name: 'Restore the conversation' }).click();
    await expect(said(home, 'Made two.')).toBeHidden();
    expect(files()).toEqual(afterSecond);
    await home.getByRole('button', { name: 'Undo' }).last().click();
    await expect(said(home, 'Made two.')).toBeVisible();
  });

  await test.step('both', async () => {
    await turnMenu(home, 1, 'Restore both…');
    await home.getByRole('dialog').getByRole('button', { name: 'Restore both' }).click();
    await expect(said(home, 'Made two.')).toBeHidden();
    expect(files()).toEqual(afterFirst);
    await home.getByRole('button', { name: 'Undo' }).last().click();
    await expect(said(home, 'Made two.')).toBeVisible();
    await expect.poll(files).toEqual(afterSecond);
  });

  await test.step('what was set aside can be read', async () => {
    await turnMenu(home, 1, 'Restore the conversation to before this turn…');
    await home.getByRole('dialog').getByRole('button', { name: 'Restore the conversation' }).click();
    await expect(home.getByText(/entries set aside; the agent does not know of them/)).toBeVisible();
    await expect(said(home, 'Made two.')).toBeHidden();
    await home.getByRole('button', { name: 'Read', exact: true }).click();
    await expect(said(home, 'Made two.')).toBeVisible();
    await expectAccessible(home);
  });
});

test('turns are compared, and another thread begins from one', async ({ home, app, repository }) => {
  test.setTimeout(180_000);
  const { thread, worktree } = await twoTurns(home, app, repository);

  await test.step('the changes of one turn, and between two checkpoints', async () => {
    await turnMenu(home, 0, 'Changes of this turn');
    await expect(panel(home).getByText('1 file')).toBeVisible();
    await expect(panel(home).getByText('export const one = 1;')).toBeVisible();
    await home.getByRole('button', { name: 'What can be done with this turn' }).first().click();
    await home.getByRole('menuitem', { name: 'Compare with' }).press('ArrowRight');
    await home.getByRole('menuitem', { name: /^Before|^Make two/ }).click();
    await expect(panel(home).getByText('export const one = 1;')).toBeVisible();
    await expectAccessible(home);
  });

  await test.step('a fork begins with the files of then', async () => {
    await turnMenu(home, 1, 'Fork a thread from here…');
    const dialog = home.getByRole('dialog', { name: 'Fork a thread from here' });
    await expectAccessible(home);
    const prompt = `Make three\n\n\`\`\`script\n${JSON.stringify([write('src/three.ts', 'export const three = 3;\n'), say('Made three.')])}\n\`\`\``;
    await dialog.getByRole('textbox', { name: 'What should be done instead?' }).fill(prompt);
    await dialog.getByRole('button', { name: 'Start the thread' }).click();
    await expect(said(home, 'Made three.')).toBeVisible();
    const forked = new URL(home.url()).hash.match(/t_[a-z0-9]+/)?.[0] ?? '';
    expect(forked).not.toBe(thread);
    const made = (await commandLine(app, 'show', forked)) as { readonly worktree: string };
    expect(made.worktree).not.toBe(worktree);
    expect(readFileSync(join(made.worktree, 'src/one.ts'), 'utf8')).toBe(afterFirst.one);
    expect(existsSync(join(made.worktree, 'src/two.ts'))).toBe(false);
  });
});
