/** The change of a thread: read, committed, landed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { openScripted } from '#e2e/setup/scripted-thread.ts';
import { expect, test } from '#e2e/setup/test.ts';

const changes = (page: Page) => page.getByRole('region', { name: 'Changes', exact: true });

/** What makes a change of two files, one of them new. */
const change = [
  {
    do: 'change',
    files: [
      { path: 'README.md', find: '# Example', replace: '# A better example' },
      { path: 'src/limit.ts', content: 'export const limit = 60;\n' },
    ],
  },
  { do: 'say', text: 'Changed two files.' },
] as const;

test('files, their diffs and one whole file', async ({ home, app, repository }) => {
  test.slow();
  await openScripted(home, app, repository, 'Change two files', change);
  const panel = changes(home);
  await expect(panel.getByRole('treeitem', { name: /limit\.ts/ })).toBeVisible();
  await expect(panel.getByText('2 files')).toBeVisible();
  await expect(panel.getByText('export const limit = 60;')).toBeVisible();
  await expect(panel.getByText('# A better example')).toBeVisible();
  await panel.getByRole('searchbox', { name: 'Filter files' }).fill('readme');
  await expect(panel.getByRole('treeitem', { name: /limit\.ts/ })).toBeHidden();
  await panel.getByRole('searchbox', { name: 'Filter files' }).fill('');
  await expectAccessible(home);
  await panel
    .getByRole('button', { name: /^What can be done with/ })
    .first()
    .click();
  await home.getByRole('menuitem', { name: /^Open the whole file/ }).click();
  // The editor is three megabytes that load now.
  await expect(panel.locator('.monaco-diff-editor')).toBeVisible({ timeout: 45_000 });
  await panel.getByRole('button', { name: 'All files' }).click();
  await expect(panel.getByRole('tree', { name: 'Changed files' })).toBeVisible();
});

test('split and wrap are remembered; the panel closes and opens by its key', async ({ home, app, repository }) => {
  await openScripted(home, app, repository, 'Change two files', change);
  const panel = changes(home);
  await expect(panel.getByText('export const limit = 60;')).toBeVisible();
  await panel.getByRole('button', { name: 'How changes are shown' }).click();
  await home.getByRole('menuitem', { name: 'Split' }).click();
  await home.reload();
  await expect(panel.getByText('export const limit = 60;')).toBeVisible();
  await panel.getByRole('button', { name: 'How changes are shown' }).click();
  await expect(home.getByRole('menuitem', { name: 'Split' }).getByLabel('chosen')).toBeVisible();
  await home.keyboard.press('Escape');
  await home.keyboard.press('Control+d');
  await expect(panel).toBeHidden();
  await home.keyboard.press('Control+d');
  await expect(panel).toBeVisible();
});

test('the change is committed and squashed into the base, with the checkout moved along', async ({ home, app, repository }) => {
  await openScripted(home, app, repository, 'Change two files', change);
  const panel = changes(home);
  await expect(panel.getByText('2 files')).toBeVisible();
  await panel.getByRole('button', { name: 'Commit' }).click();
  const dialog = home.getByRole('dialog');
  await expect(dialog.getByRole('textbox', { name: 'Message' })).not.toHaveValue('');
  await dialog.getByRole('textbox', { name: 'Message' }).fill('Raise the limit');
  await dialog.getByRole('button', { name: 'Commit 2 files' }).click();
  await expect(home.getByText(/^Committed 2 files as/)).toBeVisible();

  await panel.getByRole('button', { name: 'Land' }).click();
  await expect(dialog.getByText('Raise the limit').first()).toBeVisible();
  await dialog.getByRole('radio', { name: 'Squash' }).click();
  await dialog.getByRole('checkbox', { name: /Move my checkout along/ }).check();
  await dialog.getByRole('button', { name: 'Squash', exact: true }).click();
  await expect(home.getByText(/^Squashed into main as/)).toBeVisible();
  expect(repository.git('log', '--format=%s', 'main').split('\n')).toHaveLength(2);
  expect(readFileSync(join(repository.path, 'src/limit.ts'), 'utf8')).toBe('export const limit = 60;\n');
});

test('a conflict is named and nothing lands', async ({ home, app, repository }) => {
  await openScripted(home, app, repository, 'Change two files', change);
  const panel = changes(home);
  await expect(panel.getByText('2 files')).toBeVisible();
  repository.write('README.md', '# Somebody else\n');
  repository.commitAll('Meanwhile');
  await panel.getByRole('button', { name: 'Commit' }).click();
  const dialog = home.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Commit 2 files' }).click();
  await expect(home.getByText(/^Committed 2 files as/)).toBeVisible();
  await panel.getByRole('button', { name: 'Land' }).click();
  await expect(dialog.getByText(/1 file would conflict/)).toBeVisible();
  await expect(dialog.getByText('README.md')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Merge', exact: true })).toBeDisabled();
  expect(repository.git('log', '-1', '--format=%s', 'main')).toBe('Meanwhile');
});
