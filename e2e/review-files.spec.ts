/** A whole file that is edited in the changes while somebody else writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { commandLine, openScripted } from '#e2e/setup/scripted-thread.ts';
import { test } from '#e2e/setup/test.ts';

const panel = (page: Page) => page.getByRole('region', { name: 'Changes', exact: true });
const worktreeOf = async (app: Parameters<typeof commandLine>[0], thread: string): Promise<string> =>
  ((await commandLine(app, 'show', thread)) as { readonly worktree: string }).worktree;

test('a whole file is edited and saved; what somebody else wrote meanwhile is not lost', async ({ home, app, repository }) => {
  test.slow();
  const thread = await openScripted(home, app, repository, 'Change the readme', [
    { do: 'change', files: [{ path: 'README.md', find: '# Example', replace: '# A better example' }] },
    { do: 'say', text: 'Changed it.' },
  ]);
  const file = join(await worktreeOf(app, thread), 'README.md');
  await expect(panel(home).getByText('# A better example')).toBeVisible();
  await home.keyboard.press('n');
  await home.keyboard.press('e');
  // The editor is three megabytes that load now.
  const editor = panel(home).locator('.monaco-diff-editor .modified-in-monaco-diff-editor, .monaco-diff-editor .modified').first();
  await expect(editor).toBeVisible({ timeout: 45_000 });
  await editor.getByText('A better example').click();
  await home.keyboard.press('End');
  await home.keyboard.type(' by hand');
  await expect(panel(home).getByText('not saved')).toBeVisible();
  await home.keyboard.press('Control+s');
  await expect.poll(() => readFileSync(file, 'utf8')).toContain('# A better example by hand');
  await expect(panel(home).getByText('not saved')).toBeHidden();

  await home.keyboard.type(', twice');
  writeFileSync(file, '# Somebody else\n');
  await home.keyboard.press('Control+s');
  const dialog = home.getByRole('dialog', { name: 'Somebody else wrote this file' });
  await expect(dialog.getByText('Somebody else', { exact: false }).first()).toBeVisible();
  expect(readFileSync(file, 'utf8')).toBe('# Somebody else\n');
  await dialog.getByRole('button', { name: 'Save mine over it' }).click();
  await expect.poll(() => readFileSync(file, 'utf8')).toContain('by hand, twice');
});

/** Smallest pictures there are: one pixel, of two colours. */
const pixel = (colour: 'red' | 'blue'): Buffer =>
  Buffer.from(
    colour === 'red'
      ? 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
      : 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==',
    'base64',
  );

test('a picture before and after, beside each other and swiped', async ({ home, app, repository }) => {
  writeFileSync(join(repository.path, 'logo.png'), pixel('red'));
  repository.commitAll('A logo');
  const thread = await openScripted(home, app, repository, 'Another logo', [
    { do: 'change', files: [{ path: 'notes.md', content: 'A logo.\n' }] },
    { do: 'say', text: 'Changed it.' },
  ]);
  await expect(panel(home).getByText('A logo.')).toBeVisible();
  writeFileSync(join(await worktreeOf(app, thread), 'logo.png'), pixel('blue'));
  await expect(panel(home).getByRole('img', { name: 'Before' })).toBeVisible();
  await expect(panel(home).getByRole('img', { name: 'After' })).toBeVisible();
  await panel(home).getByRole('radio', { name: 'Swipe' }).click();
  await expect(panel(home).getByRole('slider')).toHaveValue('50');
  await expectAccessible(home);
});
